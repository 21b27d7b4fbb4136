using System.Collections.Immutable;
using System.Globalization;
using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Naming;
using GpioHub.Recording.Replay;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Control.Replays;

/// <summary>The replays of a hub: those that play, and the last ones that have. Thread-safe.</summary>
internal sealed class ReplayDesk(IRig rig)
{
    private const int MostPlaying = 8, MostKept = 32;               // our limits: each that plays has a thread

    private readonly Lock _lock = new();
    private readonly List<Replay> _replays = [];
    private int _last;
    private bool _isClosed;

    public ImmutableArray<Replay> All
    {
        get { lock (_lock) return [.. _replays]; }
    }

    /// <returns>null = there is none of this id.</returns>
    public Replay? Find(string id) => All.FirstOrDefault(replay => IdOf(replay.Number) == id);

    public static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"r{number}");

    /// <summary>Finds the nets of a plan's lines and checks that each can be driven now.</summary>
    /// <returns>The nets, and the stimuli that they have.</returns>
    /// <exception cref="ProblemException">A line is not for driving, or another drives it, or it is there twice.</exception>
    /// <exception cref="NameNotFoundException">The rig has no such line.</exception>
    public async Task<(ImmutableArray<ChipLineAddress> Lines, ImmutableArray<LineSetting> Before)> CheckAsync(
        ReplayPlan plan, CancellationToken cancel)
    {
        ImmutableArray<ChipLineAddress> lines = [.. plan.Lines.Select(Net)];
        foreach (var same in lines.Zip(plan.Lines).GroupBy(line => line.First).Where(same => same.Count() > 1))
            throw ProblemException.Malformed($"{string.Join(" and ", same.Select(line => line.Second))} are the same line");
        var before = ImmutableArray.CreateBuilder<LineSetting>();
        var chips = new Dictionary<string, ChipSnapshot>();
        foreach (var (line, name) in lines.Zip(plan.Lines))
        {
            if (!chips.TryGetValue(line.Chip, out var chip))
            {
                chip = await rig.ChipAsync(line.Chip, cancel) ?? throw new NameNotFoundException($"{line.Chip} has just gone", null);
                chips.Add(line.Chip, chip);
            }
            before.Add(new LineSetting(line, StimulusOf(Drivable(chip, line.Index, name))));
        }
        return (lines, before.ToImmutable());
    }

    /// <summary>Begins a replay that <see cref="CheckAsync"/> has checked.</summary>
    /// <exception cref="ProblemException">A line has a replay that is not over, or there are enough.</exception>
    public Replay Begin(ReplayPlan plan, ImmutableArray<ChipLineAddress> lines, ImmutableArray<LineSetting> before)
    {
        lock (_lock)
        {
            if (_isClosed) throw new ProblemException(503, ProblemCode.ChipAway, "the hub is stopping");
            var playing = _replays.Where(replay => !replay.Over.IsCompleted).ToList();
            if (playing.FirstOrDefault(replay => replay.Lines.Intersect(lines).Any()) is { } other)
            {
                string line = NetName.Of(other.Lines.Intersect(lines).First(), rig.Plan);
                throw new ProblemException(409, ProblemCode.Busy, $"{line} has a replay that is not over: {IdOf(other.Number)}");
            }
            if (playing.Count == MostPlaying)
                throw new ProblemException(409, ProblemCode.TooMany, $"{MostPlaying} replays are not over");
            if (_replays.Count == MostKept) Forget(_replays.First(replay => replay.Over.IsCompleted));
            var replay = new Replay(++_last, rig, plan, lines, before);
            _replays.Add(replay);
            replay.Begin();
            return replay;
        }
    }

    /// <summary>Ends every replay, for good: the hub stops.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var replay in _replays) replay.End("the hub stops");
        }
    }

    private void Forget(Replay replay)
    {
        _replays.Remove(replay);
        replay.Dispose();
    }

    private ChipLineAddress Net(string line) => LineAddress.TryParse(line, out var address)
        ? new LineLookup(rig.Plan).Net(address)
        : throw ProblemException.Malformed($"\"{line}\" is no line; expected CHIP/LINE or GUEST:LINE");

    private static LineSnapshot Drivable(ChipSnapshot chip, int index, string name)
    {
        if (chip.State != ChipState.Up)
            throw new ProblemException(503, ProblemCode.ChipAway, $"{chip.Id} is away: {chip.LastError ?? "not open yet"}");
        var line = chip.Lines.FirstOrDefault(line => line.Index == index) ?? throw new NameNotFoundException($"{name} has just gone", null);
        if (line.Problem is { } problem) throw new ProblemException(503, ProblemCode.LineUnusable, $"{name}: {problem}");
        if (line.Control == ControlAccess.Read)
            throw new ProblemException(403, ProblemCode.NotForDriving, $"{name} is not for driving (control: read)");
        if (line.Resolve == ResolveRule.Exclusive && line.Drivers.FirstOrDefault(driver => driver.Kind == DriverKind.Guest) is { } guest)
            throw new ProblemException(409, ProblemCode.Busy, $"{name} is driven by guest {guest.Who} (exclusive)");
        return line;
    }

    private static bool? StimulusOf(LineSnapshot line) =>
        line.Drivers.FirstOrDefault(driver => driver.Kind == DriverKind.Stimulus)?.Level;
}
