using GpioHub.Actors.Testing;

namespace GpioHub.Actors.Tests.Support;

/// <summary>A crash plan that throws once, in one kind of actor, at one kind of message, before or after it was handled; it also notes
/// which pairs it has seen.</summary>
internal sealed class OneCrash : ICrashPlan
{
    private readonly HashSet<(string Actor, string Message)> _seen = [];
    private (string Actor, string Message, bool After)? _armed;

    /// <summary>Every (actor, message) that passed while this plan was in force.</summary>
    public IReadOnlyList<(string Actor, string Message)> Seen
    {
        get { lock (_seen) return [.. _seen.Order()]; }
    }

    public int Thrown { get; private set; }

    public void Arm(string actor, string message, bool after)
    {
        lock (_seen) _armed = (actor, message, after);
    }

    public void Before(string actor, object message) => Consider(actor, message, after: false);

    public void After(string actor, object message) => Consider(actor, message, after: true);

    private void Consider(string actor, object message, bool after)
    {
        lock (_seen)
        {
            string name = message is Enum value ? value.ToString() : message.GetType().Name;
            _seen.Add((actor, name));
            if (_armed != (actor, name, after)) return;
            _armed = null;
            Thrown++;
        }

        throw new InvalidOperationException($"fault in {actor} at {message.GetType().Name}");
    }
}
