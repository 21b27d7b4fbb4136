using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Nets;
using static GpioHub.Actors.Chips.ChipProtocol;
using static GpioHub.Actors.Chips.PortProtocol;

namespace GpioHub.Actors.Chips;

/// <content>Askers that wait until the device has answered, and the check for a device that does not answer.</content>
internal sealed partial class ChipActor
{
    /// <summary>How often the actor checks whether an operation at the device hangs. Until then each request runs into its own deadline of
    /// 500 ms.</summary>
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);

    /// <summary>The pause before the device is asked again for a pin that it refused: our pause.</summary>
    private static readonly TimeSpan PauseBeforeSettling = TimeSpan.FromSeconds(1);

    private bool IsOpened => _health.State != ChipState.Opening;

    private void DescribeTo(IActorRef asker)
    {
        _desk.Settler.Refresh();
        _answers.When(() => IsOpened && _desk.Settler.IsKnown, () => asker.Tell(_nets.Snapshot(_health)));
    }

    /// <summary>Reads one line as <see cref="DescribeTo"/> reads all: a device that does not tell of changes is asked for its
    /// level.</summary>
    private void ReadFor(ReadLine message, IActorRef asker)
    {
        if (_nets.Has(message.Index)) _desk.Settler.Refresh(_nets[message.Index]);
        _answers.When(() => IsOpened && (!_nets.Has(message.Index) || PinSettler.IsKnownOf(_nets[message.Index])), () =>
            asker.Tell(new LineRead(_nets.Has(message.Index)
                ? new LineReading(_health.State, _health.LastError, _nets[message.Index].Device.Problem, _nets[message.Index].Level)
                : null)));
    }

    private void WatchFor(Watch message, IActorRef asker)
    {
        _desk.Watch(message.Watcher, message.Lines);
        _answers.When(() => _desk.Settler.IsKnown, () => asker.Tell(new Watched(_desk.Feed.Levels(message.Lines))));
    }

    /// <summary>Answers when every pin stands where it belongs; the hub stops, and the device is given back only after that.</summary>
    private void SettleFor(IActorRef asker)
    {
        _desk.Timers.EndPulses();
        _desk.ClearFault(null);
        _answers.When(() => _desk.Queue.IsQuiet, () =>
        {
            if (!_desk.Queue.IsQuiet) _log.Error("the device does not answer; pins may not stand where onRelease says");
            asker.Tell(Settled.Instance);
        });
    }

    /// <summary>Acts when the device is no longer being opened. Before that nobody knows whether it is there or away.</summary>
    private void WhenOpened(IActorRef asker, Action<IActorRef> act) => _answers.When(() => IsOpened, () => act(asker));

    private void LookWhetherItHangs()
    {
        if (_desk.Port.Hanging() is { } what) Lost(new PortLost($"{what} hangs", Opening: _health.Opening));
        else if (_desk.Queue.IsQuiet && _health.State != ChipState.Opening) _desk.Queue.NothingBusy();
        else Timers.StartSingleTimer(LookAtPort.Instance, LookAtPort.Instance, LookPause);
    }
}
