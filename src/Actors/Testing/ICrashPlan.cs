namespace GpioHub.Actors.Testing;

/// <summary>The places where a test makes an actor throw: before or after it has handled a message. In production nothing
/// happens.</summary>
public interface ICrashPlan
{
    /// <summary>Whether calls are places too, beside messages: each operation of a line at its chip's desk.</summary>
    bool SeesCalls => true;

    void Before(string actor, object message);

    void After(string actor, object message);
}

/// <summary>The production plan: no faults.</summary>
public sealed class NoCrashes : ICrashPlan
{
    public static readonly NoCrashes Instance = new();

    public bool SeesCalls => false;

    public void Before(string actor, object message)
    {
    }

    public void After(string actor, object message)
    {
    }
}
