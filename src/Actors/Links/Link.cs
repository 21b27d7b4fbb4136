using Akka.Actor;
using GpioHub.Actors.Contract;
using GpioHub.Rules.Links;
using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Links;

/// <summary>The link to one other host: what outlives its actor. Its actor only, but for what says otherwise.</summary>
internal sealed class Link
{
    /// <summary>Messages that wait at most: our limit. A hub that keeps to the rules has a few of each chip under way.</summary>
    private const int MostWaiting = 4096;

    private readonly long _begunNs;
    private int _waiting;
    private volatile LinkSnapshot _shown;
    private long _dropped;

    public Link(LinkHome home, LinksPlan plan, PeerPlan peer)
    {
        (Home, Plan, Peer, Boot, _begunNs) = (home, plan, peer, home.Boot, home.NowNs);
        State = PeerState.Begun(RulesOf(plan, peer, Boot), _begunNs);
        (Imports, Exports) = (new LinkImports(this), new LinkExports(this));
        _shown = Snapshot;
    }

    public LinkHome Home { get; }

    public LinksPlan Plan { get; private set; }

    public PeerPlan Peer { get; private set; }

    /// <summary>This process, as the other hub knows it.</summary>
    public ulong Boot { get; private set; }

    public PeerState State { get; set; }

    public LinkImports Imports { get; private set; }

    public LinkExports Exports { get; private set; }

    /// <summary>Any thread.</summary>
    public IActorRef Actor { get; set; } = ActorRefs.Nobody;

    /// <summary>How the link stands, for people. Any thread.</summary>
    public LinkSnapshot Shown => _shown;

    /// <summary>The other hub has not been heard yet, and it is too early to say that it is away.</summary>
    public bool IsBeginning => State.Phase == PeerPhase.Connecting && Home.NowNs - _begunNs < State.Rules.AwayNs;

    private LinkSnapshot Snapshot => new(
        Peer.Host, Peer.At.ToString(), PhaseOf(State.Phase), State.SinceNs, State.Why, Imports.Lines, Exports.Lines, Imports.LostEdges,
        Imports.LostIsExact, State.FileDiffers)
    {
        RoundTripNs = State.Clock.Best?.Ns,
        OffsetNs = State.Clock.Best?.OffsetNs,
        Ups = State.Ups,
        Dropped = Interlocked.Read(ref _dropped) + State.Dropped + Imports.Dropped + Exports.Dropped,
    };

    public void Send(LinkMessage message) => Home.Send(Peer.Host, message);

    /// <summary>When edges that the pace keeps back may be told, nanoseconds; null = there are none. Its actor sets a timer.</summary>
    public long? DueNs { get; set; }

    /// <summary>Counts a message of the other hub that has no use.</summary>
    public void Drop() => Interlocked.Increment(ref _dropped);

    /// <summary>A message of the other hub is to wait for its turn. Any thread.</summary>
    /// <returns>false = too many do: it is dropped, and counted.</returns>
    public bool MayCome()
    {
        if (Interlocked.Increment(ref _waiting) <= MostWaiting) return true;
        Interlocked.Decrement(ref _waiting);
        Drop();
        return false;
    }

    /// <summary>It has its turn.</summary>
    public void HasCome() => Interlocked.Decrement(ref _waiting);

    /// <summary>How the link stands may have changed.</summary>
    public void Show() => _shown = Snapshot;

    /// <summary>Why chips of the other hub are away, for a person.</summary>
    public string Away(string? why) =>
        $"{Peer.Host} is {(State.Phase == PeerPhase.Refused ? "refused" : "away")}: {why ?? "it has not been heard yet"}";

    /// <summary>An instant of the other host's clock in this one's: never later than now.</summary>
    /// <param name="ns">Nanoseconds; null = now.</param>
    public long Here(long? ns)
    {
        long now = Home.NowNs;
        if (ns is not { } there || State.Clock.Best is not { } best) return now;
        return (long)Int128.Clamp((Int128)there + best.OffsetNs, now - TimeSpan.NanosecondsPerTick * TimeSpan.TicksPerMinute, now);
    }

    public void Replan(LinksPlan plan, PeerPlan peer)
    {
        (Plan, Peer) = (plan, peer);
        State = State with { Rules = RulesOf(plan, peer, Boot) };
        Exports.Replan();
        Show();
    }

    /// <summary>Begins as if this process did: what a message has left half done may be anything.</summary>
    public void BeginAnew()
    {
        var (imports, exports) = (Imports, Exports);
        Boot = Home.AnotherBoot();
        State = PeerState.Begun(RulesOf(Plan, Peer, Boot), Home.NowNs);
        (Imports, Exports) = (imports.Anew(), exports.Anew());
    }

    private static LinkPhase PhaseOf(PeerPhase phase) => phase switch
    {
        PeerPhase.Up => LinkPhase.Up,
        PeerPhase.Away => LinkPhase.Away,
        PeerPhase.Refused => LinkPhase.Refused,
        _ => LinkPhase.Connecting,
    };

    private static PeerRules RulesOf(LinksPlan plan, PeerPlan peer, ulong boot) =>
        new(plan.Rig, plan.Host, peer.Host, plan.File, boot, peer.Away.Ticks * TimeSpan.NanosecondsPerTick);
}
