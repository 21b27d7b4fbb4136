using Akka.Dispatch;
using Akka.Dispatch.SysMsg;

namespace Akka.Actor;

/// <summary>The ref of an actor of this process.</summary>
public class LocalActorRef : InternalActorRefBase
{
    private readonly ActorSystemImpl _system;

    internal LocalActorRef(ActorSystemImpl system, Props props, MessageDispatcher dispatcher, IInternalActorRef supervisor, ActorPath path)
    {
        _system = system;
        Path = path;
        Cell = new ActorCell(system, this, props, dispatcher, supervisor);
    }

    public override ActorPath Path { get; }

    public override IInternalActorRef Parent => Cell.Parent;

    public override IActorRefProvider Provider => _system.Provider;

    public override bool IsTerminated => Cell.IsTerminated;

    internal ActorCell Cell { get; }

    internal bool IsStarted => Cell.IsStarted;

    public override IActorRef GetChild(IReadOnlyList<string> name)
    {
        IInternalActorRef at = this;
        for (int i = 0; i < name.Count; i++)
        {
            if (at is not LocalActorRef local) return at.GetChild([.. name.Skip(i)]);
            at = name[i] switch
            {
                "" => local,
                ".." => local.Parent,
                var child => local.Child(child),
            };
        }
        return at;
    }

    public override void Start() => Cell.Start();

    public override void Resume(Exception causedByFailure = null) => Cell.SendSystemMessage(new Resume(causedByFailure));

    public override void Suspend() => Cell.SendSystemMessage(new Suspend());

    public override void Restart(Exception cause) => Cell.SendSystemMessage(new Recreate(cause));

    public override void Stop() => Cell.SendSystemMessage(new Terminate());

    public override void SendSystemMessage(ISystemMessage message) => Cell.SendSystemMessage((SystemMessage)message);

    protected override void TellInternal(object message, IActorRef sender) => Cell.SendMessage(message, sender);

    private protected virtual IInternalActorRef Child(string name)
    {
        int hash = name.IndexOf('#', StringComparison.Ordinal);
        if (hash < 0) return (IInternalActorRef)Cell.Child(name);
        var child = (IInternalActorRef)Cell.Child(name[..hash]);
        return child.Path.Uid.ToString(System.Globalization.CultureInfo.InvariantCulture) == name[(hash + 1)..] ? child : Nobody.Instance;
    }
}
