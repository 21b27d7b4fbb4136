using Akka.Actor;

namespace GpioHub.Actors.Testing;

/// <summary>An actor in which a test can throw at every message; in production it has no crash plan.</summary>
internal abstract class CrashableActor : ReceiveActor
{
    private readonly ICrashPlan? _crashes;                                // null in production: two calls a message fewer
    private readonly string _kind;

    protected CrashableActor(ICrashPlan crashes)
    {
        _crashes = crashes is NoCrashes ? null : crashes;
        _kind = GetType().Name;
    }

    /// <summary>In PreRestart: whether the handler of the failed message had begun.</summary>
    protected bool Entered { get; private set; }

    /// <summary>Handles a message of the hot path without Akka.NET's matching of types, exactly as the registered handler does.</summary>
    /// <returns>false = the message is another one.</returns>
    protected virtual bool HandleHot(object message) => false;

    protected sealed override bool AroundReceive(Receive receive, object message)
    {
        if (_crashes is null)
        {
            Entered = true;
            return HandleHot(message) || base.AroundReceive(receive, message);
        }

        Entered = false;
        _crashes.Before(_kind, message);
        Entered = true;
        bool handled = HandleHot(message) || base.AroundReceive(receive, message);
        _crashes.After(_kind, message);
        return handled;
    }
}
