using Akka.Actor;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Wires;
using static GpioHub.Actors.Chips.ChipProtocol;
using static GpioHub.Actors.Chips.PortProtocol;
using static GpioHub.Actors.Wires.WireProtocol;

namespace GpioHub.Actors.Chips;

/// <content>Live reload: lines that are mapped to another chip line, and another plan of the same chip.</content>
internal sealed partial class ChipActor
{
    private void DetachLine(Detach message)
    {
        _desk.Changes.Detach(message.Mapping);
        Sender.Tell(new WireProtocol.Detached(message.Mapping, message.Round));
        _answers.GiveReady();
    }

    /// <summary>Follows a change of the plan, so that it can be undone.</summary>
    private void Follow(ChangePhase phase)
    {
        if (phase == ChangePhase.Begins) _desk.Changes.Begin();
        else if (phase == ChangePhase.Refused) _desk.Changes.Refuse();
        else _desk.Changes.Undo();
    }

    private void ReplanFor(Replan message, IActorRef asker)
    {
        _desk.Replan(message.Plan);
        if (_desk.Port.IsDevice && _health.State == ChipState.Opening)     // the device is being opened for other lines
        {
            _desk.Port.Close();
            Open();
        }

        _answers.When(() => !_desk.Port.IsLooking, () => asker.Tell(new Replanned(message.Round)));
    }

    private void Found(LinesFound message)
    {
        bool present = _health.State == ChipState.Up && message.Opening == _health.Opening;
        _desk.Port.Found(message, present);
        if (present) _desk.Settler.Found(message.Lines);
        _answers.GiveReady();
    }
}
