using GpioHub.Actors.Chips;
using GpioHub.Actors.Testing;

namespace GpioHub.Actors.Tests.Support;

/// <summary>A crash plan that counts the messages that actors receive, and throws nowhere.</summary>
/// <param name="paths">Notes which actor has received what, for <see cref="TakeFor"/>.</param>
internal sealed class MessageCount(bool paths = false) : ICrashPlan
{
    private readonly Dictionary<(string Actor, string Message), int> _heard = [];
    private readonly List<(string Path, string Message)> _paths = [];

    public bool SeesCalls => false;

    /// <summary>What was received since the last call, most first.</summary>
    public IReadOnlyList<(string Actor, string Message, int Times)> Take()
    {
        lock (_heard)
        {
            var heard = _heard.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key)
                .Select(entry => (entry.Key.Actor, entry.Key.Message, entry.Value)).ToArray();
            _heard.Clear();
            _paths.Clear();
            return heard;
        }
    }

    /// <summary>What actors of these names and their children have received since the last call; the rest is forgotten.</summary>
    public IReadOnlyList<string> TakeFor(params string[] names)
    {
        lock (_heard)
        {
            string[] heard = [.. _paths.Where(each => names.Any(name => each.Path.Split('/').Contains(name)))
                .Select(each => $"{each.Path}: {each.Message}")];
            _paths.Clear();
            return heard;
        }
    }

    public void Before(string actor, object message)
    {
        if (actor == nameof(ChipDesk)) return;                             // a call, not a message
        if (paths) lock (_heard) _paths.Add((Akka.Actor.ActorCell.GetCurrentSelfOrNoSender()!.Path.ToString(), message.GetType().Name));
        lock (_heard) _heard[(actor, message.GetType().Name)] = _heard.GetValueOrDefault((actor, message.GetType().Name)) + 1;
    }

    public void After(string actor, object message)
    {
    }
}
