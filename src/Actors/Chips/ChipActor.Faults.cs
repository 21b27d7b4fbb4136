using Akka.Actor;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using static GpioHub.Actors.Chips.FaultProtocol;
using static GpioHub.Actors.Nets.NetProtocol;

namespace GpioHub.Actors.Chips;

/// <content>Faults and pulses: their messages, and one timer for everything that is due.</content>
internal sealed partial class ChipActor
{
    private void ReceiveFaults()
    {
        Receive<AddFault>(message => Sender.Tell(_desk.Faults.Add(message.Number, message.Index, message.Order)));
        Receive<ClearFault>(Clear);
        Receive<ListFaults>(_ => Sender.Tell(new FaultList(_desk.Faults.List())));
        Receive<BeginPulse>(message => WhenOpened(Sender, asker => _desk.Stimuli.At(message.Ns, () =>
            _desk.Stimuli.Set(message.Index, message.Order.Level, result => asker.Tell(result), (message.Number, message.Order)))));
        Receive<EndPulse>(End);
        Receive<DueSooner>(_ => SetTimer());
        Receive<Due>(_ => PassTime());
    }

    private void Clear(ClearFault message)
    {
        Sender.Tell(new Cleared(_desk.ClearFault(message.Number)));
        _answers.GiveReady();
    }

    private void End(EndPulse message)
    {
        if (_nets.Has(message.Index)) _desk.Stimuli.EndPulse(_nets[message.Index]);
        Sender.Tell(PulseEnded.Instance);
    }

    private void PassTime()
    {
        _desk.PassTime();
        SetTimer();
        _answers.GiveReady();
    }

    private void SetTimer()
    {
        var due = _desk.Timers.NextDueNs;
        _desk.Timers.TimerIsAt(due);
        if (due is { } ns) Timers.StartSingleTimer(Due.Instance, Due.Instance, Until(ns));
        else Timers.Cancel(Due.Instance);
    }

    /// <summary>The time until an instant, rounded up to a tick so that the timer is never early; at least one tick.</summary>
    private TimeSpan Until(long ns)
    {
        long left = ns - _desk.Environment.Clock.NowNs + TimeSpan.NanosecondsPerTick - 1;
        return TimeSpan.FromTicks(Math.Max(1, left / TimeSpan.NanosecondsPerTick));
    }

    /// <summary>Handles a message of a fault or pulse that threw: tells its asker, or sends the message again.</summary>
    /// <returns>Whether it was such a message.</returns>
    private bool FaultMessageFailed(Exception reason, object message)
    {
        string words = $"{_nets.Plan.Id}: {reason.Message}";
        switch (message)
        {
            case AddFault:
                Sender.Tell(new FaultResult(FaultStatus.NoAnswer, words));
                return true;
            case BeginPulse:
                Sender.Tell(new SetResult(SetStatus.NoAnswer, words));
                return true;
            case ClearFault or ListFaults or EndPulse:
                Self.Forward(message);                                     // harmless twice
                return true;
            default:
                return message is DueSooner or Due;                        // the next incarnation sets its timer anyhow
        }
    }
}
