using Akka.Actor;

namespace GpioHub.Actors.Faults;

/// <summary>An actor in which a test can throw at every message; in production the two calls do nothing.</summary>
public abstract class FaultableActor : ReceiveActor
{
    private readonly IFaultPlan _faults;
    private readonly string _kind;

    protected FaultableActor(IFaultPlan faults)
    {
        _faults = faults;
        _kind = GetType().Name;
    }

    /// <summary>In PreRestart: whether the handler of the failed message had begun.</summary>
    protected bool Entered { get; private set; }

    protected sealed override bool AroundReceive(Receive receive, object message)
    {
        Entered = false;
        _faults.Before(_kind, message);
        Entered = true;
        bool handled = base.AroundReceive(receive, message);
        _faults.After(_kind, message);
        return handled;
    }
}
