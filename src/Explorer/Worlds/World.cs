using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;

namespace GpioHub.Explorer.Worlds;

/// <summary>The state of a guest's eventq at the hub.</summary>
internal enum EventqPhase : byte
{
    Running,

    /// <summary>Stopped: held pairs have gone back (VU-45).</summary>
    Stopped,

    /// <summary>Disabled: held pairs stay, nothing more is written (VU-35).</summary>
    Disabled,
}

/// <summary>A world at one moment: one guest's lines, its driver, its rings, the hub's decisions about them and their chip; and every step
/// that could come next.</summary>
/// <remarks>
/// A step is as small as the parts into which the real hub and driver divide: the snapshot of both rings, one message of a line, the two
/// halves of a flush, one operation of the chip, one locked section of the driver. A chip on another thread, which may be slow, includes a
/// chip that answers at once. The driver notices used entries at any time. Unless the plan says so
/// (<see cref="ExplorationPlan.TurnsOverlap"/>, <see cref="ExplorationPlan.ChipIsApart"/>), two steps keep their place in the hub's turn:
/// lines hear of a flush before the next look at the rings, and take a turn's work before its flush. OrdersSpec compares whole runs of the
/// real hub with these steps.
/// </remarks>
internal sealed partial class World
{
    private readonly ExplorationPlan _plan;
    private readonly HubShell _shell;
    private readonly LineRules _rules;
    private readonly DriverInput[] _calls;
    private readonly LinePart[] _lines;
    private readonly LinePart[] _saved;
    private GuestPart _guest;
    private GuestPart _savedGuest;

    public World(ExplorationPlan plan)
    {
        (_plan, _shell, _calls) = (plan, plan.Shell, [.. Calls(plan)]);
        _rules = new LineRules(Mapped: true, LineAccess.InOut, IrqNegotiated: true, plan.EarlyUnmask);
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

    /// <summary>A line as it is at this moment.</summary>
    public ref readonly LinePart this[int line] => ref _lines[line];

    /// <summary>Gets the text of each step; null = nobody reads it.</summary>
    public List<string>? Story { get; set; }

    public void Load(ReadOnlySpan<ulong> words)
    {
        for (int line = 0; line < _lines.Length; line++)
            LineCode.Unpack(words.Slice(line * LineCode.Words, LineCode.Words), out _lines[line]);
        _guest = GuestPart.Of(words[LineCode.Words - 1] >> LineCode.GuestShift);
        _lines.CopyTo(_saved.AsSpan());
        _savedGuest = _guest;
    }

    /// <summary>Returns to the state that was loaded.</summary>
    public void Again()
    {
        _saved.CopyTo(_lines.AsSpan());
        _guest = _savedGuest;
    }

    public void Store(Span<ulong> words)
    {
        for (int line = 0; line < _lines.Length; line++) LineCode.Pack(_lines[line], words.Slice(line * LineCode.Words, LineCode.Words));
        words[LineCode.Words - 1] |= _guest.Bits << LineCode.GuestShift;
    }

    /// <summary>Every step that can come next.</summary>
    public void Moves(List<Move> moves)
    {
        moves.Clear();
        for (int line = 0; line < _lines.Length; line++)
        {
            DriverMoves(line, moves);
            ChipMoves(line, moves);
            if (!_guest.MidFlush) LineMoves(line, moves);
        }

        TurnMoves(moves);
        if (_plan.Disturbances != Disturbances.None) DisturbanceMoves(moves);
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
                Drive(move.Line, TaskRuns);
                break;
            case MoveKind.InterruptRuns:
                Drive(move.Line, InterruptRuns(move.Line));
                break;
            case MoveKind.ResendRuns:
                Drive(move.Line, ResendRuns);
                break;
            case MoveKind.ThreadRuns:
                Drive(move.Line, ThreadRuns);
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
            case MoveKind.ChipSenses:
                ChipSenses(move.Line);
                break;
            default:
                if (!Disturb(move)) TakeDevice(move);
                break;
        }
    }

    /// <summary>Every call of the plan with every combination of its arguments.</summary>
    private static IEnumerable<DriverInput> Calls(ExplorationPlan plan) => plan.Calls.SelectMany(call => call switch
    {
        DriverInputKind.RequestIrq =>
            plan.Types.SelectMany(type => plan.Handlers.Select(handler => DriverInput.RequestIrq(type, handler))),
        DriverInputKind.RequestUntyped => plan.Handlers.Select(DriverInput.RequestUntyped),
        DriverInputKind.SetType => plan.Types.Select(DriverInput.SetType),
        _ => [DriverInput.Of(call)],
    });

    private void Break(LineProperty property) => Broken |= 1u << (int)property;

    private void Tell(int line, string what) => Story?.Add(_lines.Length == 1 ? what : $"line {line}: {what}");

    /// <summary>What belongs to the guest, and not to one line.</summary>
    private record struct GuestPart
    {
        /// <summary>The first ring is published, the second is not.</summary>
        public bool MidFlush;

        /// <summary>The turn under way has looked at the rings.</summary>
        public bool Took;

        /// <summary>The guest has had as many interrupts as it may have for now.</summary>
        public bool Spent;

        public EventqPhase Eventq;

        public readonly ulong Bits => (MidFlush ? 1ul : 0) | (Took ? 2ul : 0) | (Spent ? 4ul : 0) | (ulong)Eventq << 3;

        public static GuestPart Of(ulong bits) => new()
        {
            MidFlush = (bits & 1) != 0,
            Took = (bits & 2) != 0,
            Spent = (bits & 4) != 0,
            Eventq = (EventqPhase)(bits >> 3 & 3),
        };
    }
}
