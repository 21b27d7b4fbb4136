using Akka.Actor;

namespace GpioHub.Actors.Faults;

/// <summary>An actor into which a test can throw at every message; in production the two calls do nothing.</summary>
public abstract class FaultableActor : ReceiveActor
{
    private readonly IFaultPlan _faults;
    private readonly string _kind;

    protected FaultableActor(IFaultPlan faults)
    {
        _faults = faults;
        _kind = GetType().Name;
    }

    protected sealed override bool AroundReceive(Receive receive, object message)
    {
        _faults.Before(_kind, message);
        bool handled = base.AroundReceive(receive, message);
        _faults.After(_kind, message);
        return handled;
    }
}
