using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Hosting;

/// <summary>The configurator that makes a reactor known to an actor system as a dispatcher: <c>Props.WithDispatcher(id)</c>.</summary>
public sealed class ReactorConfigurator : MessageDispatcherConfigurator
{
    private readonly ReactorDispatcher _dispatcher;

    private ReactorConfigurator(IDispatcherPrerequisites prerequisites, IReactor reactor)
        : base(Config.Empty, prerequisites) => _dispatcher = new ReactorDispatcher(this, reactor);

    /// <summary>Registers <paramref name="reactor"/>; several ids may be registered.</summary>
    public static void Register(ActorSystem system, string id, IReactor reactor) =>
        system.Dispatchers.RegisterConfigurator(id, new ReactorConfigurator(system.Dispatchers.Prerequisites, reactor));

    /// <summary>Always the same instance: a reactor has one run queue.</summary>
    public override MessageDispatcher Dispatcher() => _dispatcher;
}
