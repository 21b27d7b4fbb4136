using GpioHub.Explorer.Plans;

namespace GpioHub.Explorer.Worlds;

/// <summary>A world at one moment: one guest's lines, its driver, its rings, the hub's decisions about them and their chip; and every step
/// that could come next.</summary>
/// <remarks>
/// A step is as small as the parts into which the real hub and driver divide: the snapshot of both rings, one message of a line, the two
/// halves of a flush, one operation of the chip, one locked section of the driver. A chip on another thread, which may be slow, includes a
/// chip that answers at once. The driver notices used entries at any time. Unless the plan says so
/// (<see cref="ExplorationPlan.TurnsOverlap"/>, <see cref="ExplorationPlan.ChipIsApart"/>), two steps keep their place in the hub's turn:
/// lines hear of a flush before the next look at the rings, and take a turn's work before its flush. OrdersSpec compares whole runs of the
/// real hub with these steps. The hub may be killed wherever one of its turns is over (<see cref="SuccessionSteps"/>).
/// <para>
/// The world itself knows only whose a step is. Who takes steps knows which of them can come next, and what each does to the
/// <see cref="WorldState"/>; what a step broke or told is in the <see cref="StepReport"/>.
/// </para>
/// </remarks>
internal sealed class World
{
    private readonly WorldState _state;
    private readonly StepReport _report;
    private readonly PropertyChecks _checks;
    private readonly DriverSteps _driver;
    private readonly ChipSteps _chip;
    private readonly LineSteps _line;
    private readonly TurnSteps _turn;
    private readonly DisturbanceSteps _disturbances;
    private readonly SuccessionSteps _succession;
    private readonly LinkSteps? _link;
    private readonly LinkChecks? _linkChecks;

    public World(ExplorationPlan plan)
    {
        _state = new WorldState(plan.Lines, plan.Driver, !plan.Shell.CommitsFirst, plan.Link is not null);
        _report = new StepReport(plan.Lines);
        _checks = new PropertyChecks(plan, _state, _report);
        _driver = new DriverSteps(plan, _state, _report);
        _chip = new ChipSteps(plan, _state, _report);
        var decisions = new LineDecisions(plan, _state, _report, _checks);
        _line = new LineSteps(plan, _state, _report, decisions);
        _turn = new TurnSteps(plan, _state, _report);
        _disturbances = new DisturbanceSteps(plan, _state, _report, _driver, _chip, _turn, decisions);
        _succession = new SuccessionSteps(plan, _state, _report, _turn);
        if (plan.Link is null) return;
        if (plan.Lines != 1 || plan.Kills > 0) throw new ArgumentException("a link is explored with one line, and a hub that lives");
        _link = new LinkSteps(plan.Link, _state, _report, _chip);
        _linkChecks = new LinkChecks(plan, _state, _report);
    }

    /// <inheritdoc cref="WorldState.Width"/>
    public int Width => _state.Width;

    /// <inheritdoc cref="StepReport.Broken"/>
    public uint Broken => _report.Broken;

    /// <inheritdoc cref="StepReport.Handled"/>
    public bool Handled => _report.Handled;

    /// <inheritdoc cref="StepReport.Overflows"/>
    public bool Overflows => _report.Overflows;

    /// <summary>A line as it is at this moment.</summary>
    public ref readonly LinePart this[int line] => ref _state.Lines[line];

    /// <inheritdoc cref="StepReport.Story"/>
    public List<string>? Story
    {
        get => _report.Story;
        set => _report.Story = value;
    }

    public void Load(ReadOnlySpan<ulong> words) => _state.Load(words);

    /// <inheritdoc cref="WorldState.Again"/>
    public void Again() => _state.Again();

    public void Store(Span<ulong> words) => _state.Store(words);

    /// <summary>Every step that can come next.</summary>
    public void Moves(List<Move> moves)
    {
        moves.Clear();
        for (int line = 0; line < _state.Lines.Length; line++)
        {
            _driver.AddMoves(line, moves);
            _chip.AddMoves(line, moves);
            if (!_state.Guest.MidFlush && !_succession.OwesCommit) _line.AddMoves(line, moves);
        }

        if (!_succession.OwesCommit) _turn.AddMoves(moves);
        _disturbances.AddMoves(moves);
        _succession.AddMoves(moves);
        _link?.AddMoves(moves);
    }

    /// <summary>Takes a step.</summary>
    public void Take(Move move)
    {
        _report.Clear();
        bool wasOn = _state.Lines[0].ClientOn;
        switch (move.Kind)
        {
            case MoveKind.LinkChanges or MoveKind.LinkGoesOn:
                _link!.Take(move);
                break;
            case MoveKind.ChipDoes when _link?.Asks() == true:
                break;
            case MoveKind.Call or MoveKind.EventUsed or MoveKind.RequestUsed or MoveKind.TaskRuns or MoveKind.InterruptRuns
                or MoveKind.ResendRuns or MoveKind.ThreadRuns:
                _driver.Take(move);
                break;
            case MoveKind.Toggle or MoveKind.ChipDoes or MoveKind.ChipRefuses or MoveKind.ChipSenses:
                _chip.Take(move);
                break;
            case MoveKind.Intake or MoveKind.BytesWritten or MoveKind.FlushFirst or MoveKind.FlushSecond:
                _turn.Take(move);
                break;
            case MoveKind.Work or MoveKind.Answered or MoveKind.Edges or MoveKind.Published or MoveKind.DeadlinePasses
                or MoveKind.ChipLost or MoveKind.ChipBack or MoveKind.InterruptsAgain:
                _line.Take(move);
                break;
            case MoveKind.HubDies or MoveKind.Commits or MoveKind.LinesHear or MoveKind.RingsOpen:
                _succession.Take(move);
                break;
            default:
                _disturbances.Take(move);
                break;
        }

        _succession.Note(move);
        _linkChecks?.Follow(wasOn);
        _linkChecks?.Check();
    }

    /// <summary>Checks a state in which nothing is on its way.</summary>
    public void CheckSettled()
    {
        _report.Clear();
        _checks.CheckSettled();
        _linkChecks?.CheckSettled();
    }
}
