using GpioHub.Actors.Chips;
using GpioHub.Actors.Faults;

namespace GpioHub.Actors.Tests.Support;

/// <summary>Counts the messages that actors hear; throws nowhere.</summary>
internal sealed class MessageCount : IFaultPlan
{
    private readonly Dictionary<(string Actor, string Message), int> _heard = [];

    /// <summary>What has been heard since the last look, most first.</summary>
    public IReadOnlyList<(string Actor, string Message, int Times)> Take()
    {
        lock (_heard)
        {
            var heard = _heard.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key).Select(entry => (entry.Key.Actor, entry.Key.Message, entry.Value)).ToArray();
            _heard.Clear();
            return heard;
        }
    }

    public void Before(string actor, object message)
    {
        if (actor == nameof(ChipDesk)) return;                             // a call, not a message
        lock (_heard) _heard[(actor, message.GetType().Name)] = _heard.GetValueOrDefault((actor, message.GetType().Name)) + 1;
    }

    public void After(string actor, object message)
    {
    }
}
