using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using Akka.Actor;
using GpioHub.Actors.Chips;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Nets;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Recording;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Rigs;

/// <summary>A running rig as the control socket sees it. It asks the actors and never touches their state.</summary>
public sealed partial class ActorRig : IRig
{
    /// <summary>How long an actor may take to describe itself; it never waits for a device to do so.</summary>
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(2);

    /// <summary>How many guests describe themselves at a time. Each takes time of its reactor, and the guests that run must keep their
    /// share of it.</summary>
    private const int AskedAtOnce = 8;

    /// <summary>How long a change of the plan may take: each of its steps has a limit of its own.</summary>
    private static readonly TimeSpan ApplyTime = TimeSpan.FromSeconds(60);

    private readonly RigWiring _rig;
    private readonly LinesTogether _together;
    private readonly ReactorRounds _rounds;
    private readonly long _started = Stopwatch.GetTimestamp();

    private ActorRig(RigWiring rig, IActorRef root)
    {
        (_rig, _together, _rounds, Root) = (rig, new LinesTogether(rig), new ReactorRounds(rig), root);
        _faultNumbers = new RecordedCounter(rig.Keeping.Record, LastFaultAt);
        _pulseNumbers = new RecordedCounter(rig.Keeping.Record, LastPulseAt);
    }

    public RigPlan Plan => _rig.Plan;

    public long Generation => _rig.Members.Generation;

    public EdgeLog Log => _rig.Log;

    public ImmutableArray<LinkSnapshot> Links => _rig.Links?.Snapshots ?? [];

    /// <summary>The <see cref="RigActor"/>.</summary>
    public IActorRef Root { get; }

    /// <summary>Starts a rig: when the task is done, every guest can connect.</summary>
    public static async Task<ActorRig> StartAsync(ActorSystem system, RigWiring rig, CancellationToken cancel)
    {
        rig.Links?.Start();
        var root = system.ActorOf(RigActor.PropsFor(rig), "hub");
        await root.Ask<RigProtocol.Members>(RigProtocol.GetMembers.Instance, TimeSpan.FromSeconds(10), cancel);
        rig.Links?.Share(rig.HostLines.Shared(rig.Plan, rig.Members.Chips));
        return new ActorRig(rig, root);
    }

    /// <summary>Puts every guest's pins to their release state.</summary>
    /// <returns>Ids of the guests that lose their GPIO by it.</returns>
    public async Task<IReadOnlyList<string>> ReleaseAsync(TimeSpan within)
    {
        try
        {
            return (await Root.Ask<RigProtocol.Released>(RigProtocol.ReleaseAll.Instance, within)).Connected;
        }
        finally
        {
            _rig.Links?.Stop();
        }
    }

    /// <summary>Gives a guest another socket for one whose path is gone; see <see cref="GuestProtocol.ListenAgain"/>.</summary>
    public void ListenAgain(string guest, GuestEndpoint endpoint, GuestEndpoint instead)
    {
        if (_rig.Members.Guests.TryGetValue(guest, out var actor)) actor.Tell(new GuestProtocol.ListenAgain(endpoint, instead));
        else endpoint.Dispose();
    }

    public async Task<RigSnapshot> SnapshotAsync(CancellationToken cancel)
    {
        var now = _rig.Members;
        var guests = new List<GuestSnapshot>(now.Guests.Count);
        foreach (var some in now.Guests.Values.Chunk(AskedAtOnce))
            guests.AddRange(await Task.WhenAll(some.Select(guest => DescribeGuest(guest, cancel))));
        var chips = await Task.WhenAll(now.Chips.Values.Select(chip => DescribeChip(chip, guests, cancel)));
        string version = typeof(ActorRig).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "?";
        return new RigSnapshot(version, now.Plan.Hub.ConfigPath, now.Generation, (long)Stopwatch.GetElapsedTime(_started).TotalNanoseconds,
            InOrder(now.Plan.Chips.Select(chip => chip.Id), chips, chip => chip.Id),
            InOrder(now.Plan.Guests.Select(guest => guest.Id), guests, guest => guest.Id));
    }

    public async Task<ChipSnapshot?> ChipAsync(string id, CancellationToken cancel)
    {
        var now = _rig.Members;
        if (!now.Chips.TryGetValue(id, out var chip)) return null;
        var readers = now.Plan.Guests.Where(guest => guest.Lines.Any(line => line.From?.Chip == id))
            .Select(guest => DescribeGuest(now.Guests[guest.Id], cancel));
        return await DescribeChip(chip, await Task.WhenAll(readers), cancel);
    }

    public async Task<GuestSnapshot?> GuestAsync(string id, CancellationToken cancel) =>
        _rig.Members.Guests.TryGetValue(id, out var guest) ? await DescribeGuest(guest, cancel) : null;

    public async Task<ApplyResult> DiffAsync(RigPlan plan, CancellationToken cancel)
    {
        var snapshot = await SnapshotAsync(cancel);
        var connected = snapshot.Guests.Where(guest => guest.State != GuestState.Waiting).Select(guest => guest.Id).ToHashSet();
        var diff = RigDiff.Between(Plan, plan, connected.Contains);
        return new ApplyResult(ApplyStatus.Applied, snapshot.Generation, [.. diff.Changes.Select(change => change.Text)],
            [.. diff.Refused.Select(refusal => refusal.Reason)], "");
    }

    public async Task<ApplyResult> ApplyAsync(RigPlan plan, long? ifGeneration, CancellationToken cancel)
    {
        long before = Generation;
        var result = await Root.Ask<ApplyResult>(new RigProtocol.Apply(plan, ifGeneration), ApplyTime, cancel);
        await _rounds.AllCommittedAsync(cancel);
        if (result.Generation > before) Log.Note(new PlanNote(result.Generation, result.Changes), _rig.Clock.NowNs);
        return result;
    }

    public async ValueTask<IWatch> WatchAsync(IReadOnlyCollection<ChipLineAddress> lines, CancellationToken cancel)
    {
        var chips = _rig.Members.Chips;
        var watched = ImmutableArray.CreateBuilder<WatchedLine>(lines.Count);
        var watcher = new Watcher();
        var of = lines.GroupBy(line => line.Chip).ToArray();
        foreach (var chip in of)
        {
            int[] places = [.. chip.Select(line => line.Index).Distinct()];
            var answer = await chips[chip.Key].Ask<ChipProtocol.Watched>(new ChipProtocol.Watch(places, watcher), AnswerTime, cancel);
            watched.AddRange(answer.Lines);
        }

        return new WatchOf(watcher, [.. of.Select(chip => chips[chip.Key])], watched.ToImmutable());
    }

    private static Task<GuestSnapshot> DescribeGuest(IActorRef guest, CancellationToken cancel) =>
        guest.Ask<GuestSnapshot>(GuestProtocol.Describe.Instance, AnswerTime, cancel);

    /// <summary>A chip with the interrupt state of its readers, which only their guests know.</summary>
    private static async Task<ChipSnapshot> DescribeChip(IActorRef chip, IReadOnlyCollection<GuestSnapshot> guests,
        CancellationToken cancel)
    {
        var snapshot = await chip.Ask<ChipSnapshot>(ChipProtocol.Describe.Instance, AnswerTime, cancel);
        var lines = guests.SelectMany(guest => guest.Lines.Select(line => (guest.Id, Line: line)))
            .ToDictionary(entry => (entry.Id, entry.Line.Line), entry => entry.Line);
        return snapshot with
        {
            Lines = [.. snapshot.Lines.Select(
                line => line with { Readers = [.. line.Readers.Select(reader => Completed(reader, lines))] })],
        };
    }

    private static ReaderSnapshot Completed(ReaderSnapshot reader, Dictionary<(string Guest, int Line), GuestLineSnapshot> lines) =>
        lines.TryGetValue((reader.Guest, reader.Line), out var line)
            ? reader with { Irq = line.Irq, Masked = line.Buffer != IrqBufferState.Held, Latched = line.Latched }
            : reader;

    private static ImmutableArray<T> InOrder<T>(IEnumerable<string> ids, IReadOnlyCollection<T> items, Func<T, string> id)
    {
        var byId = items.ToDictionary(id);
        return [.. ids.Where(byId.ContainsKey).Select(key => byId[key])];
    }

    private sealed class WatchOf(Watcher watcher, IReadOnlyList<IActorRef> chips, ImmutableArray<WatchedLine> lines) : IWatch
    {
        public ImmutableArray<WatchedLine> Lines { get; } = lines;

        public ValueTask DisposeAsync()
        {
            foreach (var chip in chips) chip.Tell(new ChipProtocol.Unwatch(watcher), ActorRefs.NoSender);
            return ValueTask.CompletedTask;
        }
    }
}
