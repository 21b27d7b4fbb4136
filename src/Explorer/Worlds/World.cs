using GpioHub.Actors.Control;
using GpioHub.Actors.Lines;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>A world at one moment: one guest's lines, its driver, its rings, the hub's decisions about them and their chip; and every step
/// that could come next.</summary>
/// <remarks>
/// A step is as small as the parts into which the real hub and driver divide: an intake with what the lines decide in it, one message of a
/// line, the two halves of a flush, one operation of the chip, one locked section of the driver. A chip on another thread, which may be
/// slow, includes a chip that answers at once. The driver notices used entries at any time.
/// </remarks>
internal sealed partial class World
{
    private readonly ExplorationPlan _plan;
    private readonly LineRules _rules;
    private readonly DriverInput[] _calls;
    private readonly LinePart[] _lines;
    private readonly LinePart[] _saved;
    private bool _savedMidFlush;
    private bool _midFlush;

    public World(ExplorationPlan plan)
    {
        (_plan, _calls) = (plan, [.. Calls(plan)]);
        _rules = new LineRules(Mapped: true, Actors.Rigs.LineAccess.InOut, IrqNegotiated: true, plan.EarlyUnmask);
        _lines = new LinePart[plan.Lines];
        _saved = new LinePart[plan.Lines];
        Array.Fill(_lines, LinePart.AtPowerOn(plan.Driver));
    }

    /// <summary>Words per state.</summary>
    public int Width => LineCode.Words * _lines.Length;

    /// <summary>Properties that the last step broke, one bit each.</summary>
    public uint Broken { get; private set; }

    /// <summary>A handler ran in the last step.</summary>
    public bool Handled { get; private set; }

    /// <summary>More pairs are on their way than the explorer tells apart.</summary>
    public bool Overflows { get; private set; }

    /// <summary>Gets the text of each step; null = nobody reads it.</summary>
    public List<string>? Story { get; set; }

    public void Load(ReadOnlySpan<ulong> words)
    {
        for (int line = 0; line < _lines.Length; line++)
            LineCode.Unpack(words.Slice(line * LineCode.Words, LineCode.Words), out _lines[line]);
        _midFlush = words[0] >> 63 != 0;
        _lines.CopyTo(_saved.AsSpan());
        _savedMidFlush = _midFlush;
    }

    /// <summary>Returns to the state that was loaded.</summary>
    public void Again()
    {
        _saved.CopyTo(_lines.AsSpan());
        _midFlush = _savedMidFlush;
    }

    public void Store(Span<ulong> words)
    {
        for (int line = 0; line < _lines.Length; line++) LineCode.Pack(_lines[line], words.Slice(line * LineCode.Words, LineCode.Words));
        if (_midFlush) words[0] |= 1ul << 63;
    }

    /// <summary>Every step that can come next.</summary>
    public void Moves(List<Move> moves)
    {
        moves.Clear();
        for (int line = 0; line < _lines.Length; line++)
        {
            DriverMoves(line, moves);
            ChipMoves(line, moves);
            if (!_midFlush) LineMoves(line, moves);
        }

        TurnMoves(moves);
    }

    /// <summary>Takes a step.</summary>
    public void Take(Move move)
    {
        (Broken, Handled, Overflows) = (0, false, false);
        switch (move.Kind)
        {
            case MoveKind.Call:
                Drive(move.Line, _calls[move.Argument]);
                break;
            case MoveKind.EventUsed:
                ConsumePair(move.Line);
                break;
            case MoveKind.RequestUsed:
                ConsumeAnswer(move.Line);
                break;
            case MoveKind.TaskRuns:
                Drive(move.Line, DriverInput.Of(DriverInputKind.TaskRuns));
                break;
            case MoveKind.InterruptRuns:
                Drive(move.Line, DriverInput.Of(DriverInputKind.InterruptRuns));
                break;
            case MoveKind.ThreadRuns:
                Drive(move.Line, DriverInput.Of(DriverInputKind.ThreadRuns));
                break;
            case MoveKind.Toggle:
                Toggle(move.Line);
                break;
            case MoveKind.ChipDoes:
                ChipAnswers(move.Line, ChipOutcome.Done);
                break;
            case MoveKind.ChipRefuses:
                ChipAnswers(move.Line, ChipOutcome.Refused);
                break;
            default:
                TakeDevice(move);
                break;
        }
    }

    /// <summary>Checks a state in which nothing is on its way. Nothing happens until somebody makes a call or moves a line, so what is true
    /// in it stays true.</summary>
    public void CheckSettled()
    {
        (Broken, Handled) = (0, false);
        foreach (ref readonly var part in _lines.AsSpan())
        {
            bool held = part.Line.Buffer == IrqBufferState.Held;
            bool active = part.Confirmed switch { IrqType.LevelHigh => part.Level, IrqType.LevelLow => !part.Level, _ => false };
            if (part.Request != RequestPlace.None) Break(LineProperty.RequestAnsweredOnce);
            if (held && (part.OwedInside || part.OwedOutside)) Break(LineProperty.NoEdgeLost);
            if (held && active) Break(LineProperty.ActiveLevelFires);
            if (part.ClientOn && !(held && part.Line.Irq == part.Driver.Type)) Break(LineProperty.NeverDeaf);
            if (part.ClientOn && part.ClientOwed) Break(LineProperty.HandlerRuns);
        }
    }

    /// <summary>Every call of the plan with every combination of its arguments.</summary>
    private static IEnumerable<DriverInput> Calls(ExplorationPlan plan) => plan.Calls.SelectMany(call => call switch
    {
        DriverInputKind.RequestIrq =>
            plan.Types.SelectMany(type => plan.Threaded.Select(threaded => DriverInput.RequestIrq(type, threaded))),
        DriverInputKind.SetType => plan.Types.Select(DriverInput.SetType),
        _ => [DriverInput.Of(call)],
    });

    private void Break(LineProperty property) => Broken |= 1u << (int)property;

    private void Tell(int line, string what) => Story?.Add(_lines.Length == 1 ? what : $"line {line}: {what}");
}
