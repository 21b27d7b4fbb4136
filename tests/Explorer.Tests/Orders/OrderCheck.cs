using GpioHub.Explorer.Plans;
using GpioHub.Explorer.Worlds;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>Follows an order of steps that the real hub, a driver and a chip have taken, and finds the first one that the world does not
/// allow, or that breaks a property of the plan.</summary>
/// <remarks>The numbers that the real device gives to watches and operations differ from the world's by what was there before: they are
/// compared by their distance.</remarks>
internal sealed class OrderCheck
{
    private readonly World _world;
    private readonly List<Move> _moves = [];
    private readonly List<string> _order = [];
    private readonly IReadOnlyList<LineProperty> _properties;
    private readonly uint[] _generations;
    private readonly uint[] _serials;

    public OrderCheck(ExplorationPlan plan)
    {
        _properties = plan.Properties;
        _world = new World(plan) { Story = _order };
        (_generations, _serials) = (new uint[plan.Lines], new uint[plan.Lines]);
    }

    /// <summary>Why the order is not one of the world's; null = so far it is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Steps that were compared, by kind.</summary>
    public int[] Seen { get; } = new int[Enum.GetValues<MoveKind>().Length];

    public ref readonly LinePart this[int line] => ref _world[line];

    /// <summary>The order, and what is wrong with it.</summary>
    public string Report => string.Join(Environment.NewLine, _order.Select((step, i) => $"{i + 1,5}  {step}"))
        + $"{Environment.NewLine}       NOT ALLOWED: {Fault}";

    /// <summary>Takes the real device's numbers as they are now for those of the world.</summary>
    public void Align(int line, in LineState real)
    {
        _generations[line] = real.LastGeneration - _world[line].Line.LastGeneration;
        _serials[line] = real.Serial - _world[line].Line.Serial;
    }

    /// <summary>Whether two watches are the same.</summary>
    public bool IsWatch(int line, uint real, uint worlds) => real - _generations[line] == worlds;

    /// <summary>Takes a step that was really taken.</summary>
    public void Step(MoveKind kind, int line = 0, int argument = 0)
    {
        if (Fault is not null) return;
        var move = new Move(kind, line, argument);
        _world.Moves(_moves);
        if (!_moves.Contains(move))
        {
            var allowed = _moves.Select(each => $"{each.Kind} {each.Line}").Distinct();
            Wrong($"{kind} {line} ({argument}); the world allows {string.Join(", ", allowed)}");
            return;
        }

        Seen[(int)kind]++;
        _world.Take(move);
        foreach (var property in _properties)
            if ((_world.Broken >> (int)property & 1) != 0) Wrong($"the last step breaks {property}");
    }

    public void Wrong(string what) => Fault ??= what;

    /// <summary>Compares a line's decisions so far: its state is the same as the world's.</summary>
    public void Compare(int line, in LineState real)
    {
        var (hub, ours) = (Comparable(real, _generations[line], _serials[line]), Comparable(_world[line].Line, 0, 0));
        if (Fault is null && hub != ours) Wrong($"line {line} is{Environment.NewLine}{hub}, the world has{Environment.NewLine}{ours}");
    }

    private static LineState Comparable(in LineState state, uint generations, uint serials)
    {
        bool enables = state.Operation == ChipOperation.Enable;
        return state with
        {
            Generation = state.Generation - generations,
            LastGeneration = state.LastGeneration - generations,
            Serial = state.Serial - serials,
            Level = state.Level && state.Irq is (IrqType.LevelHigh or IrqType.LevelLow),
            WantedIrq = enables ? state.WantedIrq : IrqType.None,
            WantedGeneration = enables ? state.WantedGeneration - generations : 0,
            WantedLatched = enables && state.WantedLatched,
            BufferTicket = default,
            RequestTicket = default,
        };
    }
}
