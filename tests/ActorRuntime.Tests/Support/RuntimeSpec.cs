using Akka.Actor;

namespace ActorRuntime.Tests.Support;

/// <summary>What most specs of the runtime start from.</summary>
public abstract class RuntimeSpec : Akka.TestKit.Xunit2.TestKit
{
    protected RuntimeSpec() : base("akka.loglevel = DEBUG") { }

    protected RuntimeSpec(string config) : base(config) { }

    /// <summary>Long enough never to be reached unless something is wrong.</summary>
    protected static TimeSpan Patience { get; } = TimeSpan.FromSeconds(10);

    protected IActorRef NewParent(SupervisorStrategy strategy) => Sys.ActorOf(Props.Create<Parent>(strategy));

    protected IActorRef NewRecorder(string? name = null) => Sys.ActorOf(Props.Create<Recorder>(TestActor), name);

    protected static Task<IActorRef> NewChild(IActorRef parent, IActorRef probe, string? name = null) =>
        parent.Ask<IActorRef>(new Parent.Create(Props.Create<Child>(probe), name), Patience);
}
