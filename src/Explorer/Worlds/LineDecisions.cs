using GpioHub.Explorer.Plans;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The hub's decisions about a line, and what comes of one: wishes to its chip, pairs and an answer that are staged.</summary>
internal sealed class LineDecisions(ExplorationPlan plan, WorldState state, StepReport report, PropertyChecks checks)
{
    private readonly LineRules _rules = new(Mapped: true, LineAccess.InOut, IrqNegotiated: true, plan.EarlyUnmask);
    private readonly LinePart[] _lines = state.Lines;

    /// <summary>Decides, and does what a line's actor does with a decision: LineActor.Apply.</summary>
    public void Decide(int line, in LineInput input)
    {
        ref var part = ref _lines[line];
        var rules = part is { Moving: true, BackTold: false } ? _rules with { Mapped = false } : _rules;
        Mute(ref part, rules);
        var before = part.Line;
        var decision = plan.Decide(before, input, rules);
        var next = decision.Next;
        checks.CheckPairs(before, input, decision);
        part.Line = next.Buffer == IrqBufferState.None ? next : next with { BufferTicket = LinePart.Held };
        Entitlements.Follow(ref part, before.Operation, input, decision);
        if (decision.Ask != ChipAsk.Nothing) ChipSteps.Ask(ref part, decision, Entitlements.AgeOf(part, input), plan.FollowsDrives);
        bool had = before.Buffer != IrqBufferState.None;
        bool came = input.Kind == LineInputKind.BufferQueued;
        if (decision.Returns) Return(line, ref part, decision.Irq, masked: !had && !came);
        if (decision is { Returns: true, Irq: IrqStatus.Invalid }) checks.CheckInvalid(part, input, second: had && came);
        if (part.Line.Muted && part.Line.AwaitsInterrupt) part.AwaitsInterrupt = true;
        if (decision.AwaitsPublication) part.AwaitsPublication = true;
        if (!decision.Replies) return;
        if (part.Request != RequestPlace.Taken) report.Break(LineProperty.RequestAnsweredOnce);
        (part.Request, part.AtChip, part.Applied) = (RequestPlace.Staged, false, false);
        part.RequestFailed = decision.Status != GpioStatus.Ok;
        report.Tell(line, $"… and answers {(part.RequestFailed ? "ERR" : "OK")}");
        if (part.RequestFailed && part.RequestKind == RequestKind.IrqType) (part.Denied, part.Misled) = (true, part.PairsAtLine > 0);
    }

    /// <summary>LineActor.Mute.</summary>
    private void Mute(ref LinePart part, in LineRules rules)
    {
        if (part.Line.Muted == state.Guest.Spent || part.Line.AwaitsInterrupt) return;
        var kind = state.Guest.Spent ? LineInputKind.InterruptsSpent : LineInputKind.InterruptsBack;
        part.Line = plan.Decide(part.Line, LineInput.Of(kind), rules).Next;
    }

    private void Return(int line, ref LinePart part, IrqStatus status, bool masked)
    {
        if (state.Guest.Eventq == EventqPhase.Broken) return;              // nobody sees it
        bool valid = status == IrqStatus.Valid;
        report.Tell(line, valid ? "… and returns a pair VALID" : "… and returns a pair INVALID");
        if (valid) part.StagedValid |= (byte)(1 << part.PairsStaged);
        part.PairsStaged++;
        if (part.PairsStaged > 3)
        {
            part.PairsStaged = 3;
            report.Overflows = true;
        }

        if (valid) checks.CheckValid(ref part, masked);
    }
}
