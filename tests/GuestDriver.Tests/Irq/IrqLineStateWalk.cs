using GpioHub.GuestDriver.Irq;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Irq;

/// <summary>Every state that can be reached × every input that can come in it, for each set of manners.</summary>
public class IrqLineStateWalk
{
    private static readonly IrqType[] Types = [.. Enum.GetValues<IrqType>().Where(t => t != IrqType.None)];

    public static TheoryData<IrqManners> Manners => [IrqManners.Strict, IrqManners.Linux, IrqManners.TellAlways, IrqManners.ChangeLive];

    private static IEnumerable<IrqInput> InputsFor(IrqLineState state)
    {
        foreach (IrqType type in Types)
        {
            yield return IrqInput.Enable(type);
            if (state.Type != IrqType.None) yield return IrqInput.SetType(type);
        }

        yield return IrqInput.Disable;
        yield return IrqInput.Mask;
        yield return IrqInput.Unmask;
        yield return IrqInput.BackOffElapsed;
        yield return IrqInput.Reset;
        if (state.Asked is not null)
        {
            yield return IrqInput.TypeAccepted;
            yield return IrqInput.TypeRefused;
        }

        if (state.Queued)
        {
            yield return IrqInput.ReturnedValid;
            yield return IrqInput.ReturnedInvalid;
        }
    }

    private sealed record Transition(IrqLineState Before, IrqInput Input, IrqLineState After, IrqEffects Effects);

    private static readonly Dictionary<IrqManners, Transition[]> Walked = [];

    /// <summary>All transitions; walked once for all the rules.</summary>
    private static Transition[] Transitions(IrqManners manners) =>
        Walked.TryGetValue(manners, out Transition[]? walked) ? walked : Walked[manners] = [.. Walk(manners)];

    /// <summary>Breadth first from the state after probe.</summary>
    private static IEnumerable<Transition> Walk(IrqManners manners)
    {
        var start = new IrqLineState { Manners = manners };
        HashSet<IrqLineState> seen = [start];
        Queue<IrqLineState> open = new(seen);
        while (open.TryDequeue(out IrqLineState before))
        {
            foreach (IrqInput input in InputsFor(before))
            {
                var (after, effects) = before.Decide(input);
                if (seen.Add(after)) open.Enqueue(after);
                yield return new Transition(before, input, after, effects);
            }
        }
    }

    [Theory(DisplayName =
        "A pair is queued only while enabled, unmasked, not queued, and accepted by the device (VG-G-07, VG-G-08, VG-G-14, VG-G-15)")]
    [MemberData(nameof(Manners))]
    public void PairsAreQueuedInOrder(IrqManners manners)
    {
        int walked = 0;
        foreach (var (before, input, after, effects) in Transitions(manners))
        {
            walked++;
            bool returned = input.Kind is IrqInputKind.ReturnedValid or IrqInputKind.ReturnedInvalid or IrqInputKind.Reset;
            bool stillOut = before.Queued && !returned;
            if (effects.Queue && stillOut) Assert.Fail($"{input} in {before} queues a second pair");
            Assert.Equal(stillOut || effects.Queue, after.Queued);
            if (effects.Queue && !(after is { Enabled: true, Unmasked: true, Asked: null } && after.Told == after.Type))
                Assert.Fail($"{input} in {before}");
        }

        Assert.True(walked > 1000, "the walk is a walk");
    }

    [Theory(DisplayName = "One SET_IRQ_TYPE at a time, and without ChangeLive never from one type to another (VG-G-06)")]
    [MemberData(nameof(Manners))]
    public void TypesAreSentInOrder(IrqManners manners)
    {
        foreach (var (before, input, after, effects) in Transitions(manners))
        {
            bool answered = input.Kind is IrqInputKind.TypeAccepted or IrqInputKind.TypeRefused or IrqInputKind.Reset;
            if (effects.Ask is not null && before.Asked is not null && !answered) Assert.Fail($"{input} in {before} asks twice");
            if (effects.Ask is { } ask) Assert.Equal(ask, after.Asked);

            bool live = effects.Ask is { } to && to != IrqType.None && after.Told != IrqType.None && after.Told != to;
            if (live && (manners & IrqManners.ChangeLive) == 0) Assert.Fail($"{input} in {before} changes a live type");
        }
    }

    [Theory(DisplayName = "An event is delivered exactly when it comes back VALID on an enabled, unmasked line (VG-G-13)")]
    [MemberData(nameof(Manners))]
    public void EventsAreDelivered(IrqManners manners)
    {
        foreach (var (before, input, _, effects) in Transitions(manners))
            Assert.Equal(input.Kind == IrqInputKind.ReturnedValid && before is { Enabled: true, Unmasked: true }, effects.Deliver);
    }

    [Theory(DisplayName = "An operation ends exactly once, when the device has been told all there is, and fails iff a type was refused")]
    [MemberData(nameof(Manners))]
    public void OperationsEnd(IrqManners manners)
    {
        foreach (var (before, input, after, effects) in Transitions(manners))
        {
            bool begins = input.Kind is IrqInputKind.Enable or IrqInputKind.SetType or IrqInputKind.Disable;
            bool pending = begins || before.Operation != IrqOutcome.None;
            if (input.Kind == IrqInputKind.Reset) continue;                 // whoever resets tells the waiting consumer

            if (!after.Settled && after.Asked is null) Assert.Fail($"{input} in {before} leaves something unsaid");
            Assert.Equal(pending && after.Settled, effects.Outcome != IrqOutcome.None);
            Assert.Equal(pending && !after.Settled, after.Operation != IrqOutcome.None);
            bool refusedIsDone = input.Kind == IrqInputKind.TypeRefused && effects.Outcome == IrqOutcome.Done;
            if (refusedIsDone && (manners & IrqManners.IgnoreRefusal) == 0) Assert.Fail($"{input} in {before} takes ERR for OK");
        }
    }

    [Theory(DisplayName =
        "No line goes deaf: with a device that answers and a handler that ends, an enabled line has its pair queued again")]
    [MemberData(nameof(Manners))]
    public void NoLineGoesDeaf(IrqManners manners)
    {
        HashSet<IrqLineState> states = [.. Transitions(manners).Select(t => t.After)];
        foreach (IrqLineState from in states)
        {
            IrqLineState state = from;
            for (int step = 0; step < 6 && state is not { Enabled: true, Queued: true, Asked: null }; step++)
            {
                if (state.Asked is not null) state = state.Decide(IrqInput.TypeAccepted).Next;
                else if (state.BackingOff) state = state.Decide(IrqInput.BackOffElapsed).Next;
                else if (state is { Enabled: true, Masked: true }) state = state.Decide(IrqInput.Unmask).Next;
            }

            if (!(state is { Queued: true, Asked: null } || state.Disabled)) Assert.Fail($"deaf: {from}");
        }
    }
}
