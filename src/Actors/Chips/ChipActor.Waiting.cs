using Akka.Actor;
using Akka.Event;
using GpioHub.Actors.Control;
using static GpioHub.Actors.Chips.ChipProtocol;

namespace GpioHub.Actors.Chips;

/// <content>Those who want to know something that a device must be asked first, and a device that does not answer.</content>
public sealed partial class ChipActor
{
    /// <summary>While something is at the device, it is looked at so often whether it hangs.
    /// Until then each request runs into its own deadline of 500 ms.</summary>
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);

    /// <summary>After it the device is asked again for what it refused: our pause.</summary>
    private static readonly TimeSpan PauseBeforeSettling = TimeSpan.FromSeconds(1);

    /// <summary>So long at most anybody waits for a slow device; then the last known is the answer (IF-3.3).</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly List<(Func<bool> IsReady, Action Answer)> _waiting = [];

    private bool IsOpened => _health.State != ChipState.Opening;

    private void DescribeTo(IActorRef asker)
    {
        _desk.Refresh();
        When(() => IsOpened && _desk.IsKnown, () => asker.Tell(Snapshot()));
    }

    private void SubscribeFor(Subscribe message, IActorRef asker)
    {
        _desk.Look(message.Subscription, message.Lines);
        When(() => _desk.IsKnown, () =>
        {
            // else it has gone again
            if (_health.Looking.ContainsKey(message.Subscription)) _desk.Subscribe(message.Subscription, message.Lines);
            asker.Tell(Subscribed.Instance);
        });
    }

    /// <summary>The hub ends: every pin is to stand where it belongs before the device is given back.</summary>
    private void SettleFor(IActorRef asker)
    {
        _desk.EndFaultsAndPulses();
        When(() => _desk.IsQuiet, () =>
        {
            if (!_desk.IsQuiet) _log.Error("the device does not answer; pins may not stand where onRelease says");
            asker.Tell(Settled.Instance);
        });
    }

    /// <summary>A device that is being opened is neither there nor away: who wants it set waits for which of the two it is.</summary>
    private void WhenOpened(IActorRef asker, Action<IActorRef> act) => When(() => IsOpened, () => act(asker));

    private void When(Func<bool> isReady, Action answer)
    {
        if (isReady())
        {
            answer();
            return;
        }

        if (_waiting.Count == 0) Timers.StartSingleTimer(WaitedEnough.Instance, WaitedEnough.Instance, LongestWait);
        _waiting.Add((isReady, answer));
    }

    private void AnswerThoseWhoCan()
    {
        for (int i = 0; i < _waiting.Count; i++)
        {
            if (!_waiting[i].IsReady()) continue;
            var answer = _waiting[i].Answer;
            _waiting.RemoveAt(i--);
            answer();
        }

        if (_waiting.Count == 0) Timers.Cancel(WaitedEnough.Instance);
    }

    private void AnswerAll()
    {
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var (_, answer) in waiting) answer();
    }

    private void LookWhetherItHangs()
    {
        if (_desk.Port.Hanging() is { } what) Lost(new PortLost($"{what} hangs", Opening: _health.Opening));
        else if (_desk.IsQuiet && _health.State != ChipState.Opening) _desk.NothingBusy();
        else Timers.StartSingleTimer(LookAtPort.Instance, LookAtPort.Instance, LookPause);
    }
}
