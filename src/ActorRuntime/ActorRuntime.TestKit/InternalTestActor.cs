using System.Threading.Channels;
using Akka.Actor;
using Akka.Actor.Internal;

namespace Akka.TestKit;

/// <summary>Puts what it receives where the test can take it.</summary>
internal sealed class InternalTestActor : UntypedActor
{
    private readonly ChannelWriter<MessageEnvelope> _received;
    private readonly Dictionary<IActorRef, SupervisorStrategy> _strategies = [];
    private Func<object, bool> _ignore;

    public InternalTestActor(ChannelWriter<MessageEnvelope> received) => _received = received;

    internal sealed record SetIgnore(Func<object, bool> Ignore);

    internal sealed record Watch(IActorRef Actor);

    internal sealed record Unwatch(IActorRef Actor);

    internal sealed record Spawn(Props Props, string Name, SupervisorStrategy Strategy);

    protected override SupervisorStrategy SupervisorStrategy() => new PerChildStrategy(_strategies);

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case SetIgnore s:
                _ignore = s.Ignore;
                break;
            case Watch w:
                Context.Watch(w.Actor);
                Sender.Tell(w.Actor);
                break;
            case Unwatch u:
                Context.Unwatch(u.Actor);
                Sender.Tell(u.Actor);
                break;
            case Spawn s:
                var child = Context.ActorOf(s.Props, s.Name);
                if (s.Strategy is not null) _strategies[child] = s.Strategy;
                _received.TryWrite(new RealMessageEnvelope(child, Self));
                break;
            default:
                if (_ignore?.Invoke(message) != true) _received.TryWrite(new RealMessageEnvelope(message, Sender));
                break;
        }
    }

    /// <summary>Each child by the strategy that it was spawned with.</summary>
    private sealed class PerChildStrategy(Dictionary<IActorRef, SupervisorStrategy> strategies) : OneForOneStrategy(DefaultDecider)
    {
        public override void ProcessFailure(
            IActorContext context, bool restart, IActorRef child, Exception cause, ChildRestartStats stats,
            IReadOnlyCollection<ChildRestartStats> children)
        {
            if (strategies.TryGetValue(child, out var own)) own.ProcessFailure(context, restart, child, cause, stats, children);
            else base.ProcessFailure(context, restart, child, cause, stats, children);
        }

        protected override Directive Handle(IActorRef child, Exception exception) =>
            strategies.TryGetValue(child, out var own) ? own.Decider.Decide(exception) : base.Handle(child, exception);
    }
}
