using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Recording.Log;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Hub.Tests.Support;

/// <summary>An <see cref="IRig"/> without actors: levels in a table, edges at once. Thread-safe.</summary>
internal sealed partial class FakeRig(RigPlan plan) : IRig
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ChipLineAddress, bool> _stimuli = [];
    private int _watches;

    public RigPlan Plan { get; } = plan;

    public long Generation => 1;

    public ImmutableArray<LinkSnapshot> Links { get; set; } = [];

    /// <summary>The answer of SetAsync, instead of setting the line.</summary>
    public SetResult? Refusal { get; set; }

    /// <summary>As <see cref="Refusal"/>, of single lines.</summary>
    public Dictionary<ChipLineAddress, SetResult> Refusals { get; } = [];

    /// <summary>The exception that a snapshot throws, instead of being taken.</summary>
    public Exception? Failure { get; set; }

    /// <summary>So many snapshots take too long from here on.</summary>
    public int LateSnapshots { get; set; }

    public ChipState ChipState { get; set; } = ChipState.Up;

    /// <summary>Changes to a chip's snapshot, by its id.</summary>
    public Dictionary<string, Func<ChipSnapshot, ChipSnapshot>> Chips { get; } = [];

    public ImmutableArray<DriverSnapshot> ForeignDrivers { get; set; } = [];

    /// <summary>Replaces the guests' snapshots, by id.</summary>
    public Dictionary<string, GuestSnapshot> Guests { get; } = [];

    /// <summary>The answer of CountsAsync.</summary>
    public RigCounts Counted { get; set; } = new(1, [], [], []);

    /// <summary>The answer of ComeRoundAsync.</summary>
    public ImmutableArray<TimeSpan?> Rounds { get; set; } = [TimeSpan.Zero];

    /// <summary>Watches that have not ended.</summary>
    public int Watches
    {
        get { lock (_lock) return _watches; }
    }

    public Task<RigSnapshot> SnapshotAsync(
        CancellationToken cancel) => LateSnapshots-- > 0
        ? Task.FromException<RigSnapshot>(new Akka.Actor.AskTimeoutException("Timeout after 2.00 seconds"))
        : Failure is { } failure ? Task.FromException<RigSnapshot>(failure) : Task.FromResult(new RigSnapshot(
            "0.1.0",
            Plan.Hub.ConfigPath,
            1,
            300_000_000,
            [.. Plan.Chips.Select(Chip)],
            [.. Plan.Guests.Select(Guest)]));

    public Task<RigCounts> CountsAsync(bool lines, CancellationToken cancel) =>
        Failure is { } failure ? Task.FromException<RigCounts>(failure) : Task.FromResult(
            lines ? Counted : Counted with { Chips = [.. Counted.Chips.Select(chip => chip with { Lines = [] })] });

    public Task<ImmutableArray<TimeSpan?>> ComeRoundAsync(TimeSpan within, CancellationToken cancel) => Task.FromResult(Rounds);

    public Task<ApplyResult> DiffAsync(RigPlan plan, CancellationToken cancel) =>
        throw new NotSupportedException("this rig keeps its plan");

    public Task<ApplyResult> ApplyAsync(RigPlan plan, long? ifGeneration, CancellationToken cancel) =>
        throw new NotSupportedException("this rig keeps its plan");

    public async Task<LineReading?> ReadAsync(ChipLineAddress line, CancellationToken cancel)
    {
        var chip = (await SnapshotAsync(cancel)).Chips.FirstOrDefault(chip => chip.Id == line.Chip);
        return chip?.Lines.FirstOrDefault(each => each.Index == line.Index) is { } found
            ? new LineReading(chip.State, chip.LastError, found.Problem, found.Level)
            : null;
    }

    public async Task<ImmutableArray<SetResult>> SetAsync(
        ImmutableArray<LineSetting> lines, CancellationToken cancel, TimeSpan? within = null) =>
        [.. await Task.WhenAll(lines.Select(line => SetAsync(line.Line, line.Level, cancel)))];

    public Task<SetResult> SetAsync(ChipLineAddress line, bool? level, CancellationToken cancel)
    {
        if ((Refusal ?? Refusals.GetValueOrDefault(line)) is { } refusal) return Task.FromResult(refusal);

        lock (_lock)
        {
            bool before = _stimuli.GetValueOrDefault(line);
            if (level is { } driven) _stimuli[line] = driven;
            else _stimuli.Remove(line);
            bool after = _stimuli.GetValueOrDefault(line);
            if (before != after) Publish(line, after);
        }

        return Task.FromResult(new SetResult(SetStatus.Done, ""));
    }

    /// <summary>Events that <see cref="Log"/> keeps.</summary>
    public const int EventsKept = 1024;

    public EdgeLog Log { get; init; } = new(reactors: 1, EventsKept * EdgeLog.RecordBytes);

    public ValueTask<IWatch> WatchAsync(IReadOnlyCollection<ChipLineAddress> lines, CancellationToken cancel)
    {
        lock (_lock)
        {
            _watches++;
            return ValueTask.FromResult<IWatch>(new FakeWatch(this, [.. lines.Select(line => new WatchedLine(
                line, SourceOf(line), _stimuli.GetValueOrDefault(line), 1_000_000_000 + Log.Seq, Log.Seq))]));
        }
    }

    /// <summary>Publishes an edge.</summary>
    /// <param name="cause">null = a stimulus.</param>
    public void Publish(ChipLineAddress line, bool level, LogCause? cause = null)
    {
        lock (_lock) Log.Of(0).Edge(SourceOf(line), level, cause ?? LogCause.Stimulus, 1_000_000_001 + Log.Seq);
    }

    /// <summary>Publishes edges of one instant.</summary>
    public void PublishAt(long ns, params (ChipLineAddress Line, bool Level)[] edges)
    {
        lock (_lock)
        {
            foreach (var (line, level) in edges) Log.Of(0).Edge(SourceOf(line), level, LogCause.Stimulus, ns);
        }
    }

    /// <summary>Publishes a contention: somebody is refused an exclusive line.</summary>
    public void Contend(ChipLineAddress line, string wants, string holder)
    {
        lock (_lock)
            Log.Note(new ContentionNote(SourceOf(line), _stimuli.GetValueOrDefault(line), wants, holder), 1_000_000_001 + Log.Seq);
    }

    /// <summary>A guest before anything has connected.</summary>
    public static GuestSnapshot Waiting(GuestPlan guest) => new(
        guest.Id, guest.SocketPath, GuestState.Waiting, null, null, 0, 0, guest.Lines.Length, 0, 0, 0, 0, 0, [],
        [.. guest.Lines.Select(line => new GuestLineSnapshot(
            line.Line, line.Name, line.From, line.Access, line.OnRelease, GpioDirection.None, false, line.From is null ? null : false,
            IrqType.None, false, IrqBufferState.None, false, false, 0, 0, 0, 0, 0, 0))]);

    private GuestSnapshot Guest(GuestPlan guest) => Guests.GetValueOrDefault(guest.Id) ?? Waiting(guest);

    private ChipSnapshot Chip(ChipPlan chip)
    {
        var snapshot = new ChipSnapshot(chip.Id, chip.Driver.Name, ChipState, 0, null,
            [.. chip.Lines.Select((line, index) => Line(chip, line, index))])
        {
            Host = (chip.Driver as RemotePlan)?.Host,
        };
        return Chips.TryGetValue(chip.Id, out var altered) ? altered(snapshot) : snapshot;
    }

    private LineSnapshot Line(ChipPlan chip, ChipLinePlan line, int index)
    {
        var address = new ChipLineAddress(chip.Id, index);
        lock (_lock)
        {
            ImmutableArray<DriverSnapshot> stimulus = _stimuli.TryGetValue(address, out bool level)
                ? [new DriverSnapshot(DriverKind.Stimulus, "", level)]
                : [];
            return new LineSnapshot(
                chip.Id, index, line.Offset == ChipLinePlan.ByName ? null : line.Offset, line.Name, level, line.Bias, line.ActiveLow,
                line.Resolve, line.Control, [.. stimulus, .. ForeignDrivers],
                [.. Plan.Guests.SelectMany(guest => guest.Lines.Where(l => l.From == address)
                    .Select(l => new ReaderSnapshot(guest.Id, l.Line, l.Name, l.Access,
                        guest.Id == "ivi" ? IrqType.EdgeBoth : IrqType.None, false, false)))],
                0, 0);
        }
    }

    private int SourceOf(ChipLineAddress line)
    {
        var plan = Plan.Chips.First(chip => chip.Id == line.Chip).Lines[line.Index];
        return Log.Words.NumbersOf([new LogSource(LogSourceKind.Net, line.Chip, line.Index, plan.Name, plan.Offset)])[0];
    }

    private sealed class FakeWatch(FakeRig rig, ImmutableArray<WatchedLine> lines) : IWatch
    {
        public ImmutableArray<WatchedLine> Lines { get; } = lines;

        public ValueTask DisposeAsync()
        {
            lock (rig._lock) rig._watches--;
            return ValueTask.CompletedTask;
        }
    }
}
