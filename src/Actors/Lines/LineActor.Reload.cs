using Akka.Actor;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using static GpioHub.Actors.Lines.LineProtocol;

namespace GpioHub.Actors.Lines;

/// <content>Live reload: the line moves to another chip line, or may do other things with its present one. No request is lost or answered
/// twice, and the interrupt stays as it was set.</content>
public sealed partial class LineActor
{
    private Remap? _later;
    private bool _moving;
    private string? _refusal;

    private bool IsForbidden => _store.State.IsForbidden(_store.Rules);

    private void Leave(LetGo message)
    {
        if (_store.State.OwesAnswer && _current.Ticket == _store.State.RequestTicket) DecideAgain(_current);
        _moving = true;
        Apply(LineInput.Of(LineInputKind.NetLeft));
        _store.Rules = _store.Rules with { Mapped = false };
        _spare.Clear();
        var mapping = _store.Mapping;
        (_store.Mapping, _store.Taking) = (null, null);
        if (mapping is null) Context.Parent.Tell(new Moved(Line, message.Round, null));
        else mapping.Chip.Tell(new WireProtocol.Detach(mapping, message.Round), Self);
        KnowChip();
    }

    /// <summary>Decides a request again, without waiting for the chip that had it. The request becomes the first of those that wait for the
    /// new chip, and its deadline stays as it was.</summary>
    private void DecideAgain(in LineRequest request)
    {
        var behind = _waiting.ToArray();
        _waiting.Clear();
        _waiting.Enqueue(request);
        foreach (var each in behind) _waiting.Enqueue(each);
        _store.Requests--;
    }

    private void Left(WireProtocol.Detached message) => Context.Parent.Tell(new Moved(Line, message.Round, null));

    private void Move(Take message)
    {
        (_store.Plan, _store.Mapping, _store.Taking) = (message.Plan, message.Mapping, message.Round);
        _store.Rules = _store.Rules with { Mapped = message.Mapping is not null, Access = message.Plan.Access };
        (_refusal, _store.Told) = (null, 0);
        if (_later is { } later) _later = later with { Plan = message.Plan };   // it is of the plan before
        if (message.Mapping is not { } mapping)
        {
            _moving = false;
            TakenIf(false, null);
            Pump();
            return;
        }

        // What is forbidden here ends with the Remap that follows, if the change succeeds. Until then the chip does not hear of it.
        if (IsForbidden) _store.State = _store.State with { Diverged = false };
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
            && Ask(new LineDecision { Next = state, Ask = ChipAsk.Tell, Desired = state.Desired }) is { } told)
        {
            Conclude(told);
        }
        TakenIf(false, null);
    }

    private void Restrict(Remap message)
    {
        if (_store.State.OwesAnswer)                                        // first finish what was allowed when it was asked
        {
            _later = message;
            return;
        }

        bool differs = message.Plan != _store.Plan;
        if (differs) _store.Told = 0;
        _store.Plan = message.Plan;
        _store.Rules = _store.Rules with { Access = message.Plan.Access, EarlyUnmask = message.EarlyUnmask };
        if (differs && _store.Mapping is { } mapping) TellPlan(mapping, message.Plan);
        Apply(LineInput.Of(LineInputKind.Restricted));
        _moving = false;
        Pump();
    }

    /// <summary>Tells the chip before what is forbidden ends, so that the line is left as the new <c>onRelease</c> says. Wishes go by
    /// message exactly where this does.</summary>
    private void TellPlan(Mapping mapping, GuestLinePlan plan)
    {
        if (mapping.Desk is { } desk) desk.Remap(mapping, plan);
        else mapping.Chip.Tell(new WireProtocol.Remap(mapping, plan), Self);
    }

    private void RestrictLate()
    {
        if (_later is not { } message || _store.State.OwesAnswer) return;
        _later = null;
        Restrict(message);
    }
}
