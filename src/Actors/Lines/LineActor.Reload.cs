using Akka.Actor;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using static GpioHub.Actors.Lines.LineProtocol;

namespace GpioHub.Actors.Lines;

/// <content>Live reload: the line moves to another chip line, or may do other things with its present one. No request is lost or answered
/// twice, and the interrupt stays as it was set.</content>
internal sealed partial class LineActor
{
    private bool IsForbidden => _store.State.IsForbidden(_store.Rules);

    private void Leave(LetGo message)
    {
        if (_store.State.OwesAnswer && _inbox.Current.Ticket == _store.State.RequestTicket) _inbox.PutBack();
        _inbox.IsHeld = true;
        Apply(LineInput.Of(LineInputKind.NetLeft));
        _store.Rules = _store.Rules with { Mapped = false };
        _chip.Forget();
        var mapping = _store.Mapping;
        (_store.Mapping, _store.Taking) = (null, null);
        if (mapping is null) Context.Parent.Tell(new Moved(Line, message.Round, null));
        else mapping.Chip.Tell(new WireProtocol.Detach(mapping, message.Round), Self);
        _owed.ChipKnown();
    }

    private void Left(WireProtocol.Detached message) => Context.Parent.Tell(new Moved(Line, message.Round, null));

    private void Move(Take message)
    {
        (_store.Plan, _store.Mapping, _store.Taking) = (message.Plan, message.Mapping, message.Round);
        _store.Rules = _store.Rules with { Mapped = message.Mapping is not null, Access = message.Plan.Access };
        _refusals.Forget();
        if (_inbox.Later is { } later) _inbox.Later = later with { Plan = message.Plan };   // it is of the plan before
        if (message.Mapping is not { } mapping)
        {
            _inbox.IsHeld = false;
            TakenIf(false, null);
            Pump();
            return;
        }

        // What is forbidden here ends with the Remap that follows, if the change succeeds. Until then the chip does not hear of it.
        if (IsForbidden) _store.Commit(_store.State with { Diverged = false });
        mapping.Chip.Tell(new WireProtocol.Attach(mapping, Self));
    }

    /// <summary>Reports that a take is done, unless the chip still has the line's wish.</summary>
    private void TakenIf(bool refused, string? why)
    {
        if (_store.Taking is not { } round || _store.State.Operation == ChipOperation.Reapply) return;
        _store.Taking = null;
        Context.Parent.Tell(new Moved(Line, round, refused ? why ?? "the chip refused" : null));
    }

    /// <summary>Leaves the line's wish at a chip that is away; the chip keeps it until it is back.</summary>
    private void WishOnly()
    {
        var state = _store.State;
        if (state.Diverged && !IsForbidden
            && _chip.Ask(new LineDecision { Next = state, Ask = ChipAsk.Tell, Desired = state.Desired }) is { } told)
        {
            Conclude(told);
        }
        TakenIf(false, null);
    }

    private void Restrict(Remap message)
    {
        if (_store.State.OwesAnswer)                                        // first finish what was allowed when it was asked
        {
            _inbox.Later = message;
            return;
        }

        bool differs = message.Plan != _store.Plan;
        if (differs) _refusals.TellAllAgain();
        _store.Plan = message.Plan;
        _store.Rules = _store.Rules with { Access = message.Plan.Access, EarlyUnmask = message.EarlyUnmask };
        // The chip hears it before what is forbidden ends, so that the line is left as the new onRelease says.
        if (differs && _store.Mapping is { } mapping) _chip.TellPlan(mapping, message.Plan);
        Apply(LineInput.Of(LineInputKind.Restricted));
        _inbox.IsHeld = false;
        Pump();
    }

    private void RestrictLate()
    {
        if (_inbox.Later is not { } message || _store.State.OwesAnswer) return;
        _inbox.Later = null;
        Restrict(message);
    }
}
