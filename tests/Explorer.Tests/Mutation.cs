using GpioHub.Actors.Control;
using GpioHub.Actors.Lines;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests;

/// <summary>One wrong device: a wrapper around the real decision, or another shell.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Breaks">The property that must be found broken.</param>
/// <param name="Decide">The wrong decision; null = the right one.</param>
/// <param name="Shell">The wrong shell; null = the right one.</param>
/// <param name="ChipRefuses">The fault shows only with a chip that refuses.</param>
public sealed record Mutation(string Name, LineProperty Breaks, LineDecider? Decide = null, HubShell? Shell = null,
    bool ChipRefuses = false)
{
    private static readonly Ticket Somebodys = new(9, 90);

    public static IReadOnlyList<Mutation> All { get; } =
    [
        new("the latch is dropped", LineProperty.NoEdgeLost, (in LineState state, in LineInput input, in LineRules rules) =>
        {
            var right = state.Decide(input, rules);
            return right with { Next = right.Next with { Latched = false, WantedLatched = false } };
        }),
        new("an edge is forgotten while a delivery waits for the OK of its enable", LineProperty.NoEdgeLost,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                return input.Kind == LineInputKind.EdgeSensed && state.Withheld
                    ? right with { Next = right.Next with { Latched = state.Latched } }
                    : right;
            }),
        new("the requestq is published first: OK before INVALID", LineProperty.InvalidBeforeOk,
            Shell: HubShell.Right with { PublishesEventqFirst = false }),
        new("the eventq is read first: a pair queued before NONE stays behind", LineProperty.InvalidBeforeOk,
            Shell: HubShell.Right with { ReadsEventqLast = false }),
        new("NONE leaves the pair where it is", LineProperty.InvalidBeforeOk,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                return Disables(input) && right.Returns
                    ? right with
                    {
                        Returns = false,
                        Next = right.Next with { Buffer = IrqBufferState.Parked, BufferTicket = state.BufferTicket },
                    }
                    : right;
            }),
        new("NONE returns the pair VALID", LineProperty.NoValidWhileDisabled,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                return Disables(input) ? right with { Irq = IrqStatus.Valid } : right;
            }),
        new("a level is latched", LineProperty.NoEventInvented, (in LineState state, in LineInput input, in LineRules rules) =>
        {
            var right = state.Decide(input, rules);
            bool fell = input.Kind == LineInputKind.EdgeSensed && state.Irq == IrqType.LevelHigh && state.Level
                && right.Next.Irq == state.Irq;
            return fell ? right with { Next = right.Next with { Level = true } } : right;
        }),
        new("an active level waits for a change after unmask", LineProperty.ActiveLevelFires,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                bool wrong = input.Kind == LineInputKind.BufferQueued && state.Irq == IrqType.LevelHigh && right.Returns
                    && right.Irq == IrqStatus.Valid;
                return wrong ? new LineDecision { Next = state with { Buffer = IrqBufferState.Held, BufferTicket = input.Ticket } } : right;
            }),
        new("an edge is delivered while masked", LineProperty.NoValidWhileMasked,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                bool masked = input.Kind == LineInputKind.EdgeSensed && right.Next.Latched && right.Next.Buffer == IrqBufferState.None;
                return masked
                    ? right with { Returns = true, Buffer = Somebodys, Irq = IrqStatus.Valid, Next = right.Next with { Latched = false } }
                    : right;
            }),
        new("a bouncing pair is never parked", LineProperty.NoLivelock, (in LineState state, in LineInput input, in LineRules rules) =>
            (state with { Bounces = 0 }).Decide(input, rules), ChipRefuses: true),
        new("an enable leaves a parked pair parked", LineProperty.NeverDeaf, (in LineState state, in LineInput input, in LineRules rules) =>
        {
            var right = state.Decide(input, rules);
            bool armed = state.Buffer == IrqBufferState.Parked && right.Next.Buffer == IrqBufferState.Held;
            return armed ? right with { Next = right.Next with { Buffer = IrqBufferState.Parked } } : right;
        }, ChipRefuses: true),
        new("a parked pair is returned VALID by the edge that comes", LineProperty.NoValidWhileDisabled,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                return state.Buffer == IrqBufferState.Parked && right.Returns ? right with { Irq = IrqStatus.Valid } : right;
            }, ChipRefuses: true),
        new("a pair is bounced while its enable waits for the chip", LineProperty.NoLivelock,
            (in LineState state, in LineInput input, in LineRules rules) =>
                input.Kind == LineInputKind.BufferQueued && state.EnablePending
                    ? new LineDecision { Next = state, Returns = true, Buffer = input.Ticket, Irq = IrqStatus.Invalid }
                    : state.Decide(input, rules)),
        new("VALID does not wait for the OK of its enable", LineProperty.NoValidWhileDisabled,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                if (!right.AwaitsPublication) return right;
                var early = (right.Next with { Withheld = false }).Decide(LineInput.Of(LineInputKind.ReplyPublished), rules);
                return right with { Next = early.Next, Returns = early.Returns, Buffer = early.Buffer, Irq = early.Irq };
            }),
        new("the latch survives a change of type", LineProperty.NoEventInvented,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                bool retyped = right.Next.Irq != state.Irq && right.Next.Irq == IrqType.EdgeFalling;
                return retyped ? right with { Next = right.Next with { Latched = right.Next.Latched || state.Latched } } : right;
            }),
        new("the latch survives NONE", LineProperty.NoEventInvented, (in LineState state, in LineInput input, in LineRules rules) =>
        {
            var right = state.Decide(input, rules);
            return Disables(input) && state.Latched ? right with { Next = right.Next with { Latched = true } }
                : right.Next.Irq == IrqType.EdgeRising && state.Irq == IrqType.None
                    && state.Latched ? right with { Next = right.Next with { Latched = true } }
                : right;
        }),
        new("a change of type loses the pair", LineProperty.PairReturnedOnce,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                bool retyped = state.Irq != IrqType.None && right.Next.Irq != IrqType.None && right.Next.Irq != state.Irq;
                return retyped ? right with { Next = right.Next with { Buffer = IrqBufferState.None } } : right;
            }),
        new("a VALID pair is kept and returned again", LineProperty.PairReturnedOnce,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                bool valid = right.Returns && right.Irq == IrqStatus.Valid;
                return valid ? right with { Next = right.Next with { Buffer = IrqBufferState.Held, BufferTicket = right.Buffer } } : right;
            }),
        new("an edge of an older watch counts", LineProperty.NoEventInvented,
            (in LineState state, in LineInput input, in LineRules rules) =>
                state.Decide(input.Kind == LineInputKind.EdgeSensed
                    ? LineInput.EdgeSensed(input.Rising, input.Falling, input.Level, state.Generation)
                    : input, rules)),
        new("a delivery leaves the latch set", LineProperty.NoEventInvented, (in LineState state, in LineInput input, in LineRules rules) =>
        {
            var right = state.Decide(input, rules);
            bool edge = right.Returns && right.Irq == IrqStatus.Valid && right.Next.Irq == IrqType.EdgeRising;
            return edge ? right with { Next = right.Next with { Latched = true } } : right;
        }),
        new("a NONE that changes nothing is not answered", LineProperty.RequestAnsweredOnce,
            (in LineState state, in LineInput input, in LineRules rules) =>
            {
                var right = state.Decide(input, rules);
                return Disables(input) && !right.Returns ? right with { Replies = false } : right;
            }),
    ];

    /// <summary>The device with this mistake, under the merged Linux driver.</summary>
    public ExplorationPlan Plan()
    {
        var plan = Baseline(ChipRefuses);
        if (Decide is not null) plan = plan with { Decide = Decide };
        return Shell is { } shell ? plan with { Shell = shell } : plan;
    }

    /// <summary>The device as it is: nothing is found here.</summary>
    public static ExplorationPlan Baseline(bool chipRefuses) => new()
    {
        Driver = DriverModels.Named("linux"),
        Handlers = [HandlerKind.Hard],
        Types = chipRefuses ? [IrqType.EdgeRising] : [IrqType.EdgeRising, IrqType.EdgeFalling, IrqType.LevelHigh],
        ChipRefuses = chipRefuses,
        Properties = Promises.OfTheDevice,
        StopsAtFirst = true,
    };

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static bool Disables(in LineInput input) => input.Kind == LineInputKind.Request && input.Message.Value == (uint)IrqType.None;
}
