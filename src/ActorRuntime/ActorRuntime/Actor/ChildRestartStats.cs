namespace Akka.Actor.Internal;

/// <summary>A child and how often it has been restarted.</summary>
public class ChildRestartStats
{
    private uint _retries;
    private long? _windowStart; // ms

    public ChildRestartStats(IInternalActorRef child) => Child = child;

    public IInternalActorRef Child { get; }

    public long Uid => Child.Path.Uid;

    /// <summary>Counts a restart. False if the budget is spent.</summary>
    public bool RequestRestartPermission(int maxNrOfRetries, int withinTimeMilliseconds)
    {
        if (maxNrOfRetries == 0) return false;
        if (withinTimeMilliseconds <= 0) return maxNrOfRetries < 0 || ++_retries <= maxNrOfRetries;

        long now = Environment.TickCount64;
        _windowStart ??= now;
        if (now - _windowStart > withinTimeMilliseconds)
        {
            _retries = 1;
            _windowStart = now;
            return true;
        }
        return ++_retries <= (maxNrOfRetries > 0 ? maxNrOfRetries : 1);
    }
}
