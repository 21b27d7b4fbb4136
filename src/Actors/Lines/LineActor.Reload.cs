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

    private bool IsForbidden => _slot.State.IsForbidden(_slot.Rules);

    private void Leave(LetGo message)
    {
        if (_slot.State.OwesAnswer && _current.Ticket == _slot.State.RequestTicket) DecideAgain(_current);
        _moving = true;
        Apply(LineInput.Of(LineInputKind.NetLeft));
        _slot.Rules = _slot.Rules with { Mapped = false };
        _spare.Clear();
        var user = _slot.User;
        (_slot.User, _slot.Taking) = (null, null);
        if (user is null) Context.Parent.Tell(new Moved(Line, message.Round, null));
        else user.Chip.Tell(new WireProtocol.Detach(user, message.Round), Self);
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
        _slot.Requests--;
    }

    private void Left(WireProtocol.Detached message) => Context.Parent.Tell(new Moved(Line, message.Round, null));

    private void Move(Take message)
    {
        (_slot.Plan, _slot.User, _slot.Taking) = (message.Plan, message.User, message.Round);
        _slot.Rules = _slot.Rules with { Mapped = message.User is not null, Access = message.Plan.Access };
        (_refusal, _slot.Told) = (null, 0);
        if (_later is { } later) _later = later with { Plan = message.Plan };   // it is of the plan before
        if (message.User is not { } user)
        {
            _moving = false;
            TakenIf(false, null);
            Pump();
            return;
        }

        // What is forbidden here ends with the Remap that follows, if the change succeeds. Until then the chip does not hear of it.
        if (IsForbidden) _slot.State = _slot.State with { Diverged = false };
        user.Chip.Tell(new WireProtocol.Attach(user, Self));
    }

    /// <summary>Reports that a take is done, unless the chip still has the line's wish.</summary>
    private void TakenIf(bool refused, string? why)
    {
        if (_slot.Taking is not { } round || _slot.State.Operation == ChipOperation.Reapply) return;
        _slot.Taking = null;
        Context.Parent.Tell(new Moved(Line, round, refused ? why ?? "the chip refused" : null));
    }

    /// <summary>Leaves the line's wish at a chip that is away; the chip keeps it until it is back.</summary>
    private void WishOnly()
    {
        var state = _slot.State;
        if (state.Diverged && !IsForbidden
            && Ask(new LineDecision { Next = state, Ask = ChipAsk.Tell, Desired = state.Desired }) is { } told)
        {
            Conclude(told);
        }
        TakenIf(false, null);
    }

    private void Restrict(Remap message)
    {
        if (_slot.State.OwesAnswer)                                        // first finish what was allowed when it was asked
        {
            _later = message;
            return;
        }

        bool differs = message.Plan != _slot.Plan;
        if (differs) _slot.Told = 0;
        _slot.Plan = message.Plan;
        _slot.Rules = _slot.Rules with { Access = message.Plan.Access, EarlyUnmask = message.EarlyUnmask };
        if (differs && _slot.User is { } user) TellPlan(user, message.Plan);
        Apply(LineInput.Of(LineInputKind.Restricted));
        _moving = false;
        Pump();
    }

    /// <summary>Tells the chip before what is forbidden ends, so that the line is left as the new <c>onRelease</c> says. Wishes go by
    /// message exactly where this does.</summary>
    private void TellPlan(ChipUser user, GuestLinePlan plan)
    {
        if (user.Desk is { } desk) desk.Remap(user, plan);
        else user.Chip.Tell(new WireProtocol.Remap(user, plan), Self);
    }

    private void RestrictLate()
    {
        if (_later is not { } message || _slot.State.OwesAnswer) return;
        _later = null;
        Restrict(message);
    }
}
