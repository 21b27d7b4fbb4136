using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>Every state that a line can reach, by every input that can happen to it. Tickets, serials and generations are made the same, so
/// that the set is finite.</summary>
internal static class LineWorld
{
    public static readonly Ticket Held = new(7, 70);
    public static readonly Ticket Second = new(8, 80);
    public static readonly Ticket Asked = new(3, 30);

    private const uint Generation = 10;
    private const uint Wanted = 11;
    private const uint Serial = 5;

    public static readonly LineRules Usual = new(Mapped: true, LineAccess.InOut, IrqNegotiated: true, EarlyUnmask.Return);

    public static readonly IrqType[] Types = Enum.GetValues<IrqType>();

    /// <summary>Every rule that a decision looks at, varied one at a time: they meet in no decision.</summary>
    public static IEnumerable<LineRules> AllRules() =>
    [
        Usual,
        Usual with { Access = LineAccess.In },
        Usual with { Access = LineAccess.Out },
        Usual with { Mapped = false },
        Usual with { IrqNegotiated = false },
        Usual with { EarlyUnmask = EarlyUnmask.Hold },
    ];

    /// <summary>All requests of one line.</summary>
    public static IEnumerable<GpioRequest> Requests() =>
    [
        new(GpioMessage.GetDirection, 0, 0),
        new(GpioMessage.GetValue, 0, 0),
        .. Enum.GetValues<GpioDirection>().Select(direction => new GpioRequest(GpioMessage.SetDirection, 0, (uint)direction)),
        .. new uint[] { 0, 1 }.Select(value => new GpioRequest(GpioMessage.SetValue, 0, value)),
        .. Types.Select(type => new GpioRequest(GpioMessage.SetIrqType, 0, (uint)type)),
    ];

    /// <summary>Every input which may come in <paramref name="state"/>.</summary>
    public static IEnumerable<LineInput> Inputs(LineState state)
    {
        foreach (var request in Requests())
            if (state.Accepts(request)) yield return LineInput.Request(Asked, request);
        if (state.EventqRunning) yield return LineInput.BufferQueued(state.Buffer == IrqBufferState.None ? Held : Second);
        foreach (uint generation in new[] { Generation - 1, Generation, Wanted })
            foreach (bool level in new[] { false, true })
                foreach (var (rising, falling) in new[] { (1, 0), (0, 1), (3, 3) })
                    yield return LineInput.EdgeSensed(rising, falling, level, generation);
        foreach (uint serial in new[] { Serial, Serial - 1 })
            foreach (var outcome in Enum.GetValues<ChipOutcome>())
                foreach (bool level in new[] { false, true })
                    yield return LineInput.ChipAnswered(serial, outcome, level);
        yield return LineInput.DeadlinePassed(Asked);
        yield return LineInput.DeadlinePassed(Second);
        yield return LineInput.ChipBack(false);
        yield return LineInput.ChipBack(true);
        foreach (var kind in Enum.GetValues<LineInputKind>())
            if (kind is not (LineInputKind.Request or LineInputKind.BufferQueued or LineInputKind.EdgeSensed or LineInputKind.ChipAnswered
                or LineInputKind.DeadlinePassed or LineInputKind.ChipBack))
            {
                yield return LineInput.Of(kind);
            }
    }

    /// <summary>Names made the same; nothing that a decision depends on is lost.</summary>
    public static LineState Normal(LineState state)
    {
        bool enabling = state.Operation == ChipOperation.Enable;
        bool asks = state.Operation is not (ChipOperation.None or ChipOperation.Reapply);
        return state with
        {
            BufferTicket = state.Buffer == IrqBufferState.None ? default : Held,
            RequestTicket = asks ? Asked : default,
            Serial = Serial,
            Generation = Generation,
            WantedGeneration = !enabling ? 0 : ToldOnceMore(state) ? Generation : Wanted,
            LastGeneration = enabling ? Wanted : Generation,
            WantedIrq = enabling ? state.WantedIrq : IrqType.None,
            WantedLatched = enabling && state.WantedLatched,
            WantedValue = state.Operation == ChipOperation.SetValue && state.WantedValue,
            Level = state.Level && state.Irq is IrqType.LevelHigh or IrqType.LevelLow,
        };
    }

    /// <summary>An enable that sets up no other watch than the one in force.</summary>
    private static bool ToldOnceMore(LineState state) => state.WantedGeneration == state.Generation;

    /// <summary>A normal state in 64 bits: hashing the whole record takes most of the walk's time.</summary>
    private static ulong Key(LineState state)
    {
        ulong key = 0;
        void Add(ulong value, int bits) => key = (key << bits) | value;
        Add((ulong)state.Direction, 2);
        Add((ulong)state.Irq, 4);
        Add((ulong)state.Buffer, 2);
        Add((ulong)state.Bounces, 4);
        Add((ulong)state.Operation, 3);
        Add((ulong)state.WantedIrq, 4);
        foreach (bool flag in (ReadOnlySpan<bool>)[state.Value, state.Latched, state.Level, state.EventqRunning, state.ChipUp,
            state.Released, state.Diverged, state.Withheld, state.Muted, state.Overdue, state.WantedValue, state.WantedLatched,
            state.Denied, state.Unheeded, ToldOnceMore(state)])
            Add(flag ? 1UL : 0UL, 1);
        return key;
    }

    /// <summary>Walks every reachable state × every input once, breadth first.</summary>
    /// <returns>States and transitions seen.</returns>
    public static (int States, long Transitions) Walk(LineRules rules, Action<LineState, LineInput, LineDecision> check)
    {
        var first = Normal(LineState.Initial);
        var seen = new HashSet<ulong> { Key(first) };
        var next = new Queue<LineState>([first]);
        long transitions = 0;
        while (next.TryDequeue(out var state))
        {
            foreach (var input in Inputs(state))
            {
                var decision = state.Decide(input, rules);
                transitions++;
                check(state, input, decision);
                var normal = Normal(decision.Next);
                if (seen.Add(Key(normal))) next.Enqueue(normal);
            }
        }

        return (seen.Count, transitions);
    }
}
