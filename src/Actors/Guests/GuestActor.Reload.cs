using System.Collections.Immutable;
using System.Globalization;
using Akka.Actor;
using GpioHub.Actors.Lines;
using GpioHub.Rules.Lines;
using GpioHub.Transports.VhostUser;
using static GpioHub.Actors.Guests.GuestProtocol;

namespace GpioHub.Actors.Guests;

/// <content>Live reload: other wiring while the guest runs, and another shape while nobody relies on the present one.</content>
internal sealed partial class GuestActor
{
    private readonly LineMoves _moves = new();

    private void HoldFor(Hold message, IActorRef rig)
    {
        if (_steps.AwaitsShape) Hold();
        else _steps.WhenIdle(Hold);

        void Hold()
        {
            bool connected = _session.Current is not null;
            _connection.IsHeld = !connected;
            rig.Tell(new Held(Id, connected, !connected || _steps.AwaitsShape, message.Round));
        }
    }

    private void GoOn(GoOn message)
    {
        _connection.IsHeld = false;
        _wiring.Pending = message.Pending;
        if (_steps.AwaitsShape) _steps.ShapeDecided();
        else if (_wiring.Pending is not null && _session.Current is null && !_steps.Busy)
            _steps.Begin(AskForShape);                                     // the front-end has gone meanwhile
        else _connection.Admit();
    }

    private void ReadyFor(GetReady message, IActorRef rig) => _steps.WhenIdle(() => rig.Tell(new GuestProtocol.Done(message.Round)));

    private void ReleaseFor(Release message, IActorRef rig) =>
        MoveLines(message.Lines, message.Round, rig, (_, line) => _lines[line].Tell(new LineProtocol.LetGo(message.Round)));

    private void RewireFor(Rewire message, IActorRef rig)
    {
        _wiring.Plan = message.Plan;
        MoveLines(message.Lines, message.Round, rig,
            (i, line) => _lines[line].Tell(new LineProtocol.Take(message.Plan.Lines[line], message.Mappings[i], message.Round)));
    }

    private void MoveLines(ImmutableArray<int> lines, long round, IActorRef rig, Action<int, int> move)
    {
        bool done = _moves.Begin(lines, round, rig);
        for (int i = 0; i < lines.Length; i++) move(i, lines[i]);
        if (done) TellMoved();
    }

    private void LineMoved(LineProtocol.Moved answer)
    {
        if (_moves.Moved(answer, line => $"{Id}:{NameOf(line)}")) TellMoved();
    }

    private void TellMoved() => _moves.Asker.Tell(new GuestProtocol.Done(_moves.Round, _moves.Refusal));

    private string NameOf(int line) =>
        _wiring.Plan.Lines[line].Name is { Length: > 0 } name ? name : line.ToString(CultureInfo.InvariantCulture);

    private void ReshapeFor(Reshape message, IActorRef rig)
    {
        foreach (var line in _lines.Actors)
        {
            Context.Unwatch(line);
            Context.Stop(line);
        }

        _wiring.Reshape(message.Plan, message.Mappings);
        StartLines();
        _session.OfferConfig();
        if (_steps.AwaitsShape) _steps.Then(() => _steps.ToLines(LineInputKind.PinsReleased));
        else _steps.Begin(() => _steps.ToLines(LineInputKind.PinsReleased));
        rig.Tell(new GuestProtocol.Done(message.Round));
    }

    private void SettleFor(Settle message, IActorRef rig)
    {
        _wiring.Plan = message.Plan;
        if (_wiring.SetLimits(message.Plan)) _turn.GoOn();
        _stopped.Arm();
        foreach (int line in message.Lines) _lines[line].Tell(new LineProtocol.Remap(message.Plan.Lines[line], message.Plan.EarlyUnmask));
        rig.Tell(new GuestProtocol.Done(message.Round));
    }

    private void LeaveSocketFor(LeaveSocket message, IActorRef rig)
    {
        _socket.Leave();
        rig.Tell(new GuestProtocol.Done(message.Round));
    }

    private void ListenAgain(ListenAgain message)
    {
        if (ReferenceEquals(_wiring.Endpoint, message.Instead) && _closer is null) _socket.Renew(message.Endpoint);
        else message.Endpoint.Dispose();                                   // a reload has moved it meanwhile, or the hub ends
    }

    /// <summary>The hub is asked first if the driver is about to read its lines. A driver that probes reads config space before its rings
    /// run, so the shape may change then (QEMU 9 and later ask each time).</summary>
    private Func<int>? StepBefore(VhostUserMessage message) =>
        message.Request == VhostUserRequest.GetConfig && _wiring.Pending is not null && _session.Current!.NoRingAlive
            && !_session.AnyRingRuns ? AskForShape : null;

    private int AskForShape()
    {
        Context.Parent.Tell(new GuestProtocol.ShapeFree(Id));
        return _steps.AwaitShape();
    }
}
