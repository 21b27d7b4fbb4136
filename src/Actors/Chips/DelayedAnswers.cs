using Akka.Actor;
using static GpioHub.Actors.Chips.ChipProtocol;

namespace GpioHub.Actors.Chips;

/// <summary>Answers of a chip's actor that wait for the device, each until what it tells is known. Chip's reactor only.</summary>
/// <param name="chip">The actor; it hears <see cref="WaitedEnough"/> when the device is too slow, and then gives every answer.</param>
internal sealed class DelayedAnswers(IWithTimers chip)
{
    /// <summary>The longest wait for a slow device. After it the answer is what the hub knew last (IF-3.3).</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(500);

    private readonly List<(Func<bool> IsReady, Action Answer)> _waiting = [];

    /// <summary>Answers now, or as soon as that is ready.</summary>
    public void When(Func<bool> isReady, Action answer)
    {
        if (isReady())
        {
            answer();
            return;
        }

        if (_waiting.Count == 0) chip.Timers.StartSingleTimer(WaitedEnough.Instance, WaitedEnough.Instance, LongestWait);
        _waiting.Add((isReady, answer));
    }

    /// <summary>Gives the answers that are ready by now.</summary>
    public void GiveReady()
    {
        for (int i = 0; i < _waiting.Count; i++)
        {
            if (!_waiting[i].IsReady()) continue;
            var answer = _waiting[i].Answer;
            _waiting.RemoveAt(i--);
            answer();
        }

        if (_waiting.Count == 0) chip.Timers.Cancel(WaitedEnough.Instance);
    }

    /// <summary>Gives every answer, ready or not.</summary>
    public void GiveAll()
    {
        var waiting = _waiting.ToArray();
        _waiting.Clear();
        foreach (var (_, answer) in waiting) answer();
    }
}
