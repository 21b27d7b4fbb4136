using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using Xunit.Abstractions;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>Every reachable state × every input, under every combination of rules: what must hold in all of them.</summary>
public class LineStateWalkSpec(ITestOutputHelper output)
{
    [Trait("Walks", "everything")]
    [Fact(DisplayName =
        "Every state × every input: buffers conserved, one reply per request, VALID only when due, ERR changes nothing and has a reason")]
    public void EveryStateTimesEveryInput()
    {
        int states = 0;
        long transitions = 0;
        foreach (var rules in LineWorld.AllRules())
        {
            var (seen, walked) = LineWorld.Walk(rules, (state, input, decision) =>
            {
                string? broken = Broken(state, input, decision, rules);
                if (broken is not null) Assert.Fail($"{broken}\nrules {rules}\nstate {state}\ninput {input}\ndecision {decision}");
            });
            states += seen;
            transitions += walked;
        }

        output.WriteLine($"{states} states, {transitions} state × input");
        Assert.True(transitions > 1_000_000, $"only {transitions} transitions: the walk has shrunk");
    }

    private static string? Broken(LineState state, LineInput input, LineDecision decision, LineRules rules) =>
        BuffersConserved(state, input, decision)
        ?? RepliesCounted(state, input, decision)
        ?? ValidOnlyWhenDue(decision)
        ?? StateIsConsistent(decision.Next)
        ?? NothingOwed(decision.Next)
        ?? ErrorsChangeNothing(state, decision)
        ?? ErrorsHaveReasons(input, decision, rules)
        ?? LocalRequestsSucceed(input, decision, rules)
        ?? DisableIsClean(input, decision)
        ?? UnheededIsSeen(state, input, decision)
        ?? SpareSlotsAskNoChip(decision, rules)
        ?? AnotherNetChangesNothing(state, input, decision)
        ?? NothingForbiddenStays(input, decision, rules)
        ?? ReadAtOnceIsTheSame(state, input, decision, rules)
        ?? PackedIsTheSame(decision.Next);

    /// <summary>A successor reads from the record what was written, whatever the state.</summary>
    private static string? PackedIsTheSame(LineState state)
    {
        Span<ulong> words = stackalloc ulong[LineState.PackedWords];
        state.Pack(words);
        return LineState.TryUnpack(words, out var read) && read == state ? null : $"packed, it reads as {read}";
    }

    /// <summary>GET_VALUE that is answered without a decision overtakes nothing (VG-D-14), and is answered as by decisions, which leave the
    /// state as it was.</summary>
    private static string? ReadAtOnceIsTheSame(LineState state, LineInput input, LineDecision decision, LineRules rules)
    {
        if (state.ReadsAtOnce(rules) && !state.Accepts(new GpioRequest(GpioMessage.GetValue, 0, 0)))
            return "a read overtakes the request that is at the chip";
        if (input.Kind != LineInputKind.Request || input.Message.Type != GpioMessage.GetValue) return null;
        bool asks = decision.Ask == ChipAsk.Read;
        if (asks != state.ReadsAtOnce(rules)) return $"a read at once is {(asks ? "refused" : "allowed")}, and decided otherwise";
        if (!asks) return null;
        foreach (bool level in (bool[])[false, true])
        {
            var done = decision.Next.Decide(LineInput.ChipAnswered(decision.Serial, ChipOutcome.Done, level), rules);
            var expected = new LineDecision
            {
                Next = state with { Serial = done.Next.Serial, RequestTicket = done.Next.RequestTicket },
                Replies = true,
                Request = input.Ticket,
                Value = (byte)(level ? 1 : 0),
            };
            if (done != expected) return $"a read changes the line: {done}";
        }

        return null;
    }

    private static string? BuffersConserved(LineState state, LineInput input, LineDecision decision)
    {
        int had = (state.Buffer == IrqBufferState.None ? 0 : 1) + (input.Kind == LineInputKind.BufferQueued ? 1 : 0);
        int left = (decision.Next.Buffer == IrqBufferState.None ? 0 : 1) + (decision.Returns ? 1 : 0);
        bool dropping = input.Kind is LineInputKind.EventqDropped or LineInputKind.Reset;
        if (dropping) return left == 0 ? null : "VG-D-49: a dropped eventq is written to no more";
        if (had != left) return $"VG-D-42, VQ-13: {had} buffers in, {left} kept or returned";
        return decision.Returns && decision.Buffer != LineWorld.Held && decision.Buffer != LineWorld.Second
            ? "a buffer that nobody queued is returned"
            : null;
    }

    private static string? RepliesCounted(LineState state, LineInput input, LineDecision decision)
    {
        bool waited = state.Operation is not (ChipOperation.None or ChipOperation.Reapply) && !state.Overdue;
        bool waits = decision.Next.Operation is not (ChipOperation.None or ChipOperation.Reapply) && !decision.Next.Overdue;
        // the last: its actor asks it again
        bool forgotten = input.Kind is LineInputKind.RequestsForgotten or LineInputKind.Reset or LineInputKind.NetLeft;
        int had = (waited ? 1 : 0) + (input.Kind == LineInputKind.Request ? 1 : 0);
        int left = (waits ? 1 : 0) + (decision.Replies ? 1 : 0);
        if (forgotten) return left == 0 ? null : "a forgotten request is answered";
        if (had != left) return $"one reply per request: {had} in, {left} waiting or answered";
        return decision.Replies && decision.Request != LineWorld.Asked ? "a request that nobody made is answered" : null;
    }

    private static string? ValidOnlyWhenDue(LineDecision decision)
    {
        if (!decision.Returns || decision.Irq != IrqStatus.Valid) return null;
        var next = decision.Next;
        if (next.Irq == IrqType.None) return "VG-D-39: VALID while disabled";
        if (!next.EventqRunning) return "VU-34: VALID on an eventq that does not run";
        if (!next.ChipUp) return "VG-D-52: VALID while the chip is away";
        if (next.Muted) return "interruptsPerSecond: VALID although there is none left";
        if (next.Latched) return "VG-D-41: the latch outlives its delivery";
        return next.Irq switch
        {
            IrqType.LevelHigh when !next.Level => "VG-D-43: VALID for a level that is not active",
            IrqType.LevelLow when next.Level => "VG-D-43: VALID for a level that is not active",
            _ => null,
        };
    }

    private static string? StateIsConsistent(LineState next)
    {
        if (next.Latched && next.Irq is IrqType.None or IrqType.LevelHigh or IrqType.LevelLow)
            return "VG-D-37: a level or a disabled interrupt is latched";
        if (next.Buffer == IrqBufferState.Held && next.Irq == IrqType.None && !next.EnablePending)
            return "VG-D-44: a buffer is held by a disabled interrupt";
        if (next.Buffer == IrqBufferState.Parked && next.Irq != IrqType.None)
            return "VG-D-44: a buffer is parked although the interrupt is enabled";
        if (next.Bounces > LineState.BouncesBeforeParking) return "VG-D-44: more bounces than the guard allows";
        if (next.Direction == GpioDirection.Out && next.Irq != IrqType.None) return "VG-D-27, VG-D-31: an output has an interrupt";
        return null;
    }

    private static string? NothingOwed(LineState next)
    {
        bool due = next.Irq switch
        {
            IrqType.None => false,
            IrqType.LevelHigh => next.Level,
            IrqType.LevelLow => !next.Level,
            _ => next.Latched,
        };
        return due && next.Buffer == IrqBufferState.Held && next.EventqRunning && next.ChipUp && !next.Withheld && !next.Muted
            ? "HR-03: an interrupt that could be delivered is not" : null;
    }

    private static string? ErrorsChangeNothing(LineState state, LineDecision decision)
    {
        if (!decision.Replies || decision.Status != GpioStatus.Error) return null;
        var next = decision.Next;
        bool same = (next.Direction, next.Value, next.Irq, next.Generation, next.Latched)
            == (state.Direction, state.Value, state.Irq, state.Generation, state.Latched);
        if (!same) return "VG-D-21, VG-D-35, VG-D-36: ERR, and the line has changed";
        return decision.Value == 0 ? null : "VG-D-12: ERR with a value";
    }

    private static string? ErrorsHaveReasons(LineInput input, LineDecision decision, LineRules rules)
    {
        bool probe = input.Kind == LineInputKind.Request && input.Message.Type == GpioMessage.GetValue && !rules.Mapped;
        bool error = decision.Replies && decision.Status == GpioStatus.Error;
        return error && !probe == (decision.Refusal != LineRefusal.None)
            ? null : error ? "IF-2.14: ERR without a reason, or reading a spare slot with one"
            : decision.Refusal == LineRefusal.None ? null : "IF-2.14: a reason without ERR";
    }

    private static string? LocalRequestsSucceed(LineInput input, LineDecision decision, LineRules rules)
    {
        if (input.Kind != LineInputKind.Request) return null;
        bool local = input.Message.Type == GpioMessage.GetDirection
            || (input.Message.Type is GpioMessage.SetDirection && input.Message.Value == 0)
            || (input.Message.Type is GpioMessage.SetIrqType && input.Message.Value == 0 && rules.IrqNegotiated);
        return !local || (decision.Replies && decision.Status == GpioStatus.Ok)
            ? null : "VG-D-52, HR-05: decided by the line alone, and not OK at once";
    }

    private static string? DisableIsClean(LineInput input, LineDecision decision)
    {
        bool none = input.Kind == LineInputKind.Request && input.Message.Value == 0
            && input.Message.Type is GpioMessage.SetDirection or GpioMessage.SetIrqType;
        if (!none || decision.Status != GpioStatus.Ok) return null;
        var next = decision.Next;
        if (next.Irq != IrqType.None || next.Latched || next.Buffer != IrqBufferState.None)
            return "VG-D-38: type, latch or buffer survive NONE";
        return decision.Returns && decision.Irq == IrqStatus.Valid ? "VG-D-38: VALID on the way to NONE" : null;
    }

    private static string? UnheededIsSeen(LineState state, LineInput input, LineDecision decision)
    {
        var next = decision.Next;
        if (next.Denied && next.Irq != IrqType.None) return "IF-2.14: an enabled interrupt counts as denied";
        if (next.Unheeded && !next.Denied) return "IF-2.14: unheeded, and nothing was denied";
        bool afterErr = state.Denied && input.Kind == LineInputKind.BufferQueued;
        bool beforeErr = state.Buffer != IrqBufferState.None && decision is { Replies: true, Status: GpioStatus.Error };
        if (next.Unheeded && !state.Unheeded && !afterErr && !beforeErr) return "IF-2.14: unheeded without a buffer";
        bool type = state.OwesAnswer ? state.Operation == ChipOperation.Enable
            : input.Kind == LineInputKind.Request && input.Message.Type == GpioMessage.SetIrqType;
        if (!type || !decision.Replies || decision.Refusal == LineRefusal.NotNegotiated) return null;
        return next.Denied == (decision.Status == GpioStatus.Error && next.Irq == IrqType.None)
            ? null
            : "IF-2.14: denied is not what the last SET_IRQ_TYPE was answered";
    }

    private static string? AnotherNetChangesNothing(LineState state, LineInput input, LineDecision decision)
    {
        if (input.Kind != LineInputKind.NetLeft) return null;
        var next = decision.Next;
        bool same = (next.Direction, next.Value, next.Irq, next.Latched, next.EventqRunning, next.Released)
            == (state.Direction, state.Value, state.Irq, state.Latched, state.EventqRunning, state.Released);
        if (!same || decision.Returns || decision.Replies || decision.Ask != ChipAsk.Nothing)
            return "live reload: what the guest has set changes with the net";
        if (next.Operation != ChipOperation.None || next.ChipUp) return "live reload: something of the old net still counts";
        if (next.Generation == state.Generation) return "live reload: edges of the old net would count";
        return (next.Direction != GpioDirection.None || next.Irq != IrqType.None) == next.Diverged
            ? null
            : "live reload: the new net would not be told";
    }

    private static string? NothingForbiddenStays(LineInput input, LineDecision decision, LineRules rules) =>
        input.Kind == LineInputKind.Restricted && decision.Next.IsForbidden(rules)
            ? "live reload: what the new access forbids goes on"
            : null;

    private static string? SpareSlotsAskNoChip(LineDecision decision, LineRules rules) =>
        !rules.Mapped && decision.Ask != ChipAsk.Nothing ? "IF-1.10: a spare slot has no chip" : null;
}
