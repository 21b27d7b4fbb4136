using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Descriptors;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Lines;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Wires;
using GpioHub.Recording.Log;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Guests;

/// <summary>The parts of one guest that outlive its actors: plan, slots, queues, endpoint.</summary>
internal sealed class GuestWiring
{
    private readonly LogWriter _writer;
    private (int? Requests, int? Interrupts) _limits;

    public GuestWiring(GuestPlan plan, IReadOnlyDictionary<int, Mapping> mappings, IReactor reactor, IMonotonicClock clock,
        ICrashPlan crashes, GuestEndpoint endpoint, EdgeLog log, LogWriter writer,
        Keeping? keeping = null)
    {
        Keeping = keeping ?? Keeping.None;
        (Plan, Reactor, Clock, Crashes, Endpoint, Log, _writer) = (plan, reactor, clock, crashes, endpoint, log, writer);
        Queues = new GuestQueues(plan.Id, plan.Lines.Length, NamesOf(plan), new GuestLimits(clock));
        Queues.Refusals.OnBurst = () => Log.Note(new GuestErrorsNote(Plan.Id, RefusalLog.Burst), Clock.NowNs);
        Stores = StoresOf(plan, mappings.GetValueOrDefault);
        Turn = new GuestTurn(Queues, reactor, clock);
        SetLimits(plan);
        RecordLines(recall: Keeping.IsSuccessor);
        Kept = KeptSession.Of(plan.Id, Keeping, reactor);
        if (reactor.Record is not { } turn || Keeping.Record is not { } file) return;
        Queues.Written = new RingRecords(Queues, file, turn);
        bool crashed = Keeping.EndedBy is EndedBy.Crash or EndedBy.Watchdog;
        Queues.Blame = new GuestBlame(file, turn, plan.Id, crashed, clock.NowNs);
    }

    /// <summary>The plan. Guest's reactor only, once the guest runs.</summary>
    public GuestPlan Plan { get; internal set; }

    /// <summary>The plan that the guest gets when its driver reads its device anew; null = the present one stays.</summary>
    public GuestPlan? Pending { get; internal set; }

    public IReactor Reactor { get; }

    public IMonotonicClock Clock { get; }

    public ICrashPlan Crashes { get; }

    /// <summary>The hub's log.</summary>
    public EdgeLog Log { get; }

    public GuestEndpoint Endpoint { get; internal set; }

    /// <summary>Features that its front-end is offered.</summary>
    public DeviceFeatures Offered { get; init; } = VhostUserOffer.SplitFeatures;

    public LineStore[] Stores { get; private set; }

    public GuestQueues Queues { get; }

    public GuestTurn Turn { get; }

    public RingHistory[] History { get; } = [new(), new()];

    /// <summary>Connections served since the hub started.</summary>
    public long Sessions { get; set; }

    /// <summary>Says whether one front-end more can be served.</summary>
    public DescriptorRoom Room { get; init; } = new();

    /// <summary>What lets another process follow this one.</summary>
    public Keeping Keeping { get; }

    /// <summary>What of its front-end outlives this process; null = nothing.</summary>
    public KeptSession? Kept { get; }

    /// <summary>Lines of which the process before this one has left nothing that makes sense: they start anew.</summary>
    public int NotRecalled { get; private set; }

    /// <summary>The dispatcher of this guest's reactor.</summary>
    public required string Dispatcher { get; init; }

    /// <summary>How often its lines were replaced by others.</summary>
    internal int Shapes { get; private set; }

    /// <summary>Replaces all lines by new ones. Only while nothing is in flight.</summary>
    internal void Reshape(GuestPlan plan, ImmutableArray<Mapping?> mappings)
    {
        Plan = plan;
        Shapes++;
        Stores = StoresOf(plan, line => mappings[line]);
        Queues.Reshape(plan.Lines.Length, NamesOf(plan));
        RecordLines(recall: false);
    }

    /// <summary>Sets the limits of a plan. If they differ, nothing of the new ones is used up yet.</summary>
    /// <returns>Whether they differ.</returns>
    internal bool SetLimits(GuestPlan plan)
    {
        var limits = (plan.RequestsPerSecond, plan.InterruptsPerSecond);
        if (limits == _limits) return false;
        _limits = limits;
        Queues.Limits.Set(plan.RequestsPerSecond, plan.InterruptsPerSecond);
        return true;
    }

    /// <summary>Has the state of every line recorded from here on.</summary>
    /// <param name="recall">Lines go on with what another process has left.</param>
    private void RecordLines(bool recall)
    {
        if (Reactor.Record is not { } turn || Keeping.Record is not { } file || Stores.Length == 0) return;
        var region = file.Region($"g/{Plan.Id}/lines", Stores.Length * LineRecord.Words);
        foreach (var (line, store) in Stores.Index())
        {
            var record = new LineRecord(turn, region, line);
            if (recall && !record.TryRead(store)) NotRecalled++;
            if (recall) Owe(store);
            store.Written = record;
            record.Mark(store);
        }
    }

    /// <summary>Edges that the chip, on another reactor, had given to the line and that the line had not taken: the line gets them when it
    /// attaches.</summary>
    private void Owe(LineStore store)
    {
        if (store.Mapping is not { Watches: true } mapping) return;
        uint watch = mapping.Desired.Generation, taken = store.EdgesOf == watch ? store.EdgesTaken : 0;
        int owed = (int)Math.Min(mapping.Given - taken, EdgeWord.MostEdges);
        if (owed <= 0) return;
        bool level = mapping.Edges.Level;                                  // edges alternate, and the last one was to this level
        int last = (owed + 1) / 2, other = owed / 2;
        mapping.Edges.Add(level ? last : other, level ? other : last, level, watch, Clock.NowNs);
    }

    private LineStore[] StoresOf(GuestPlan plan, Func<int, Mapping?> mappings)
    {
        int[] numbers = Log.Words.NumbersOf(
            [.. plan.Lines.Select(line => new LogSource(LogSourceKind.GuestLine, plan.Id, line.Line, line.Name, line.Line))]);
        Queues.Delivered.WriteTo(_writer, numbers);
        return [.. plan.Lines.Zip(numbers).Select(line => new LineStore(line.First, mappings(line.First.Line), plan.EarlyUnmask)
        {
            Journal = new LineJournal(_writer, line.Second, Clock),
        })];
    }

    private static NameBlock NamesOf(GuestPlan plan) =>
        NameBlock.TryCreate([.. plan.Lines.Select(line => line.Name)], out var names, out string error)
            ? names
            : throw new ArgumentException(error, nameof(plan));
}

/// <summary>What this process remembers of a ring over all connections, for VU-47a.</summary>
internal sealed class RingHistory
{
    /// <summary>used.idx at the ring's last stop, disconnects included; null = it never stopped.</summary>
    public ushort? LastUsedIndex { get; set; }

    /// <summary>The ring's completions when the last new driver session began.</summary>
    public long CompletedAtNewSession { get; private set; }

    /// <summary>This process has started the ring before.</summary>
    public bool Known { get; private set; }

    /// <summary>A new driver session has begun, and the ring has not started in it.</summary>
    public bool Begins { get; private set; }

    /// <summary>Notes a new driver session.</summary>
    /// <param name="completed">The ring's completions so far.</param>
    public void BeginsAt(long completed) => (CompletedAtNewSession, Begins) = (completed, true);

    /// <summary>Notes a start of the ring.</summary>
    public void Started() => (Known, Begins) = (true, false);

    public void Describe(ImageWriter into)
    {
        into.Write(LastUsedIndex);
        into.Write(Known);
        into.Write(Begins);
    }

    /// <summary>Goes on with what another process remembered. Whether that has completed chains since the last new session is taken for
    /// granted: then the ring's last entry tells.</summary>
    public void Resume(ref ImageReader from)
    {
        LastUsedIndex = (ushort?)from.Optional();
        Known = from.Flag();
        Begins = from.Flag();
        CompletedAtNewSession = Known ? -1 : 0;
    }
}
