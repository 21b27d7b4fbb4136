using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Links;
using static GpioHub.Actors.Links.LinkProtocol;

namespace GpioHub.Actors.Links;

/// <summary>The actor of the link to one other host: it hears whether that one's hub is there, takes chips of it for chips here, and gives
/// lines of chips here to it.</summary>
/// <remarks>
/// What it decides is in <see cref="PeerState"/> and in the states of its imports and exports; it carries that out. To a chip here it is a
/// line's actor for what it gives, and the device for what it takes. Children: none. A bug that throws restarts it as if this hub had begun
/// anew, for this link alone: everything is opened again.
/// </remarks>
internal sealed class LinkActor : ReceiveActor, IWithTimers
{
    private readonly ILoggingAdapter _log;
    private readonly Link _link;
    private long? _dueNs;

    public LinkActor(Link link)
    {
        _link = link;
        _log = Context.GetLogger().WithContext(LogSubject.Part, $"link to {link.Peer.Host}");
        Receive<Came>(message => Take(message.Message));
        Receive<PendingEdges>(edges => _link.Exports.Edges(edges));
        Receive<LineOperation>(operation => _link.Exports.Done(operation));
        Receive<OpenChip>(message => _link.Imports.Open(message));
        Receive<AskLine>(message => _link.Imports.Ask(message));
        Receive<EdgesTaken>(message => _link.Imports.Taken(message));
        Receive<CloseChip>(message => _link.Imports.Close(message));
        Receive<WireProtocol.ChipBack>(_ => _link.Exports.ChipBack(Sender));
        Receive<WireProtocol.ChipLost>(_ => _link.Exports.ChipLost(Sender));
        Receive<ChipCounts>(message => _link.Exports.ChipIs(message));
        Receive<Share>(message => _link.Exports.Share(message.Chips));
        Receive<Replan>(message => _link.Replan(message.Links, message.Peer));
        Receive<Stop>(_ => _link.Imports.Stop());
        Receive<Tick>(_ => PassTime());
        Receive<MayTell>(_ => _link.Exports.Tell());
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props PropsFor(Link link) => Props.Create<LinkActor>(link);

    protected override bool AroundReceive(Receive receive, object message)
    {
        bool handled = base.AroundReceive(receive, message);
        if (_link.DueNs is { } due && due != _dueNs)
            Timers.StartSingleTimer(MayTell.Instance, MayTell.Instance, Until(due));
        _dueNs = _link.DueNs;
        return handled;
    }

    protected override void PreStart() => PassTime();

    /// <summary>Keeps what is open until the next incarnation begins anew.</summary>
    protected override void PreRestart(Exception reason, object message)
    {
    }

    protected override void PostRestart(Exception reason)
    {
        _link.BeginAnew();
        PreStart();
    }

    protected override void PostStop()
    {
        _link.Imports.Lose("the configuration has this host no more");
        _link.Exports.LetGo();
    }

    private void Take(LinkMessage message)
    {
        _link.HasCome();
        long now = _link.Home.NowNs;
        if (message is Beat beat)
        {
            Carry(_link.State.Heard(beat, now));
            return;
        }

        if (message is not ChipLinkMessage ofChip) return;
        if (!_link.State.Passes)
        {
            _link.Drop();
            return;
        }

        _link.State = _link.State.Heard(now);
        if (ofChip is Opened or Refused or Granted or Edges) _link.Imports.Take(ofChip);
        else _link.Exports.Take(ofChip);
        _link.Show();
    }

    private void PassTime()
    {
        Carry(_link.State.PassTime(_link.Home.NowNs));
        _link.Imports.PassTime();
        _link.Exports.PassTime();
        _link.Show();
        Timers.StartSingleTimer(Tick.Instance, Tick.Instance, TimeSpan.FromTicks(_link.State.Rules.BeatNs / TimeSpan.NanosecondsPerTick));
    }

    private void Carry(in PeerDecision decision)
    {
        _link.State = decision.Next;
        if (decision.Change.HasFlag(PeerChange.Said)) Say(decision.Next);
        if (decision.Change.HasFlag(PeerChange.Down)) LoseAll(decision.Next.Why);
        else if (decision is { Change: not PeerChange.None, Next.Phase: not PeerPhase.Up })
            _link.Imports.Lose(_link.Away(decision.Next.Why));
        if (decision.Send is { } beat) _link.Send(beat);
        if (decision.Change.HasFlag(PeerChange.Up)) FindAll(decision.Change.HasFlag(PeerChange.Restarted));
        if (decision.Change != PeerChange.None) _link.Show();
    }

    private TimeSpan Until(long ns)
    {
        long left = ns - _link.Home.NowNs + TimeSpan.NanosecondsPerTick - 1;
        return TimeSpan.FromTicks(Math.Max(1, left / TimeSpan.NanosecondsPerTick));
    }

    private void LoseAll(string? why)
    {
        _link.Imports.Lose(_link.Away(why));
        _link.Exports.PeerAway();
    }

    private void FindAll(bool restarted)
    {
        if (restarted) _link.Exports.PeerRestarted();
        _link.Exports.PeerUp();
        _link.Imports.Find();
    }

    private void Say(PeerState peer)
    {
        if (peer.Phase == PeerPhase.Up) _log.Info("up");
        else _log.Warning("{Phase}: {Why}", peer.Phase, peer.Why);
    }
}
