using System.Collections.Immutable;
using Akka.Actor;
using GpioHub.Actors.Lines;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using static GpioHub.Actors.Guests.GuestProtocol;

namespace GpioHub.Actors.Guests;

/// <content>Live reload: other wiring while the guest runs, and another shape while nobody relies on the present one.</content>
public sealed partial class GuestActor
{
    private readonly Queue<Action> _whenIdle = new();
    private readonly HashSet<int> _unmoved = [];
    private IActorRef _mover = ActorRefs.Nobody;
    private long _moveRound;
    private string? _moveRefusal;
    private bool _isHeld;

    private bool AwaitsShape => _waiting == Wait.Shape;

    private void HoldFor(Hold message, IActorRef hub)
    {
        if (AwaitsShape) Hold();
        else WhenIdle(Hold);

        void Hold()
        {
            _isHeld = _session is null;
            hub.Tell(new Held(Id, _session is not null, _session is null || AwaitsShape, message.Round));
        }
    }

    private void GoOn(GoOn message)
    {
        _isHeld = false;
        _wiring.Pending = message.Pending;
        if (AwaitsShape) Resume();
        else if (_wiring.Pending is not null && _session is null && !Busy) Begin([AskForShape]);      // the front-end has gone meanwhile
        else Admit();
    }

    private void ReadyFor(GetReady message, IActorRef hub) => WhenIdle(() => hub.Tell(new GuestProtocol.Done(message.Round)));

    private void WhenIdle(Action action)
    {
        if (Busy) _whenIdle.Enqueue(action);
        else action();
    }

    private void AnswerHolders()
    {
        while (!Busy && _whenIdle.TryDequeue(out var action)) action();
    }

    private void ReleaseFor(Release message, IActorRef hub) =>
        MoveLines(message.Lines, message.Round, hub, (_, line) => _lines[line].Tell(new LineProtocol.LetGo(message.Round)));

    private void RewireFor(Rewire message, IActorRef hub)
    {
        _wiring.Plan = message.Plan;
        MoveLines(message.Lines, message.Round, hub,
            (i, line) => _lines[line].Tell(new LineProtocol.Take(message.Plan.Lines[line], message.Users[i], message.Round)));
    }

    private void MoveLines(ImmutableArray<int> lines, long round, IActorRef hub, Action<int, int> move)
    {
        (_mover, _moveRound, _moveRefusal) = (hub, round, null);
        _unmoved.Clear();
        _unmoved.UnionWith(lines);
        for (int i = 0; i < lines.Length; i++) move(i, lines[i]);
        if (lines.IsEmpty) hub.Tell(new GuestProtocol.Done(round));
    }

    private void LineMoved(LineProtocol.Moved answer)
    {
        if (answer.Round != _moveRound || !_unmoved.Remove(answer.Line)) return;
        if (answer.Refusal is { } refusal) _moveRefusal ??= $"{Id}:{NameOf(answer.Line)}: {refusal}";
        if (_unmoved.Count == 0) _mover.Tell(new GuestProtocol.Done(_moveRound, _moveRefusal));
    }

    private string NameOf(int line) =>
        _wiring.Plan.Lines[line].Name is { Length: > 0 } name ? name : line.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private void ReshapeFor(Reshape message, IActorRef hub)
    {
        foreach (var line in _lines)
        {
            Context.Unwatch(line);
            Context.Stop(line);
        }

        _unanswered.Clear();
        _wiring.Reshape(message.Plan, message.Users);
        StartLines();
        _session?.OfferConfig(ConfigSpace());
        if (AwaitsShape) Steps(() => ToLines(LineInputKind.PinsReleased));
        else Begin([() => ToLines(LineInputKind.PinsReleased)]);
        hub.Tell(new GuestProtocol.Done(message.Round));
    }

    private void SettleFor(Settle message, IActorRef hub)
    {
        _wiring.Plan = message.Plan;
        if (_wiring.SetLimits(message.Plan)) _turn.GoOn();
        ArmStopped();
        foreach (int line in message.Lines) _lines[line].Tell(new LineProtocol.Remap(message.Plan.Lines[line], message.Plan.EarlyUnmask));
        hub.Tell(new GuestProtocol.Done(message.Round));
    }

    private void LeaveSocketFor(LeaveSocket message, IActorRef hub)
    {
        if (_wiring.Endpoint.Listener is { } listener) _wiring.Reactor.Unwatch(listener);
        _wiring.Endpoint.Dispose();
        hub.Tell(new GuestProtocol.Done(message.Round));
    }

    private void ListenAt(GuestEndpoint endpoint)
    {
        _wiring.Endpoint = endpoint;
        if (endpoint.Listener is { } listener) _wiring.Reactor.Watch(listener, EpollEvents.In, _listenerReady);
    }

    /// <summary>Whether the driver is about to read its lines. A driver that probes reads config space before its rings run, so the shape
    /// may change then (QEMU 9 and later ask each time).</summary>
    private bool ReadsShape(VhostUserMessage message) =>
        message.Request == VhostUserRequest.GetConfig && _wiring.Pending is not null && _session!.NoRingAlive && !AnyRingRuns;

    private void AdoptBefore(VhostUserMessage message) => Begin([AskForShape, () =>
    {
        Begin(_session!.Handle(message));
        return Wait.Nothing;
    }]);

    private Wait AskForShape()
    {
        Context.Parent.Tell(new GuestProtocol.ShapeFree(Id));
        return Wait.Shape;
    }
}
