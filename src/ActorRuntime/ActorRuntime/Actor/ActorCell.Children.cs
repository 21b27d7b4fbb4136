namespace Akka.Actor;

public sealed partial class ActorCell
{
    private const string NameDigits = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+~";

    private readonly Children _children = new();
    private long _nextName = -1;

    public IEnumerable<IActorRef> GetChildren() => _children.All;

    public IActorRef Child(string name) => _children.Find(name);

    public void Stop(IActorRef child)
    {
        _children.ShallDie(child);
        ((IInternalActorRef)child).Stop();
    }

    /// <summary>Creates a child. <paramref name="async"/>: it starts when this actor has taken note of it, as top-level actors do.</summary>
    internal IActorRef MakeChild(Props props, string name, bool async)
    {
        if (name is null) name = NextName();
        else CheckName(name);
        var dispatcher = _system.Dispatchers.Lookup(props.Dispatcher);

        if (_children.IsTerminating) throw new InvalidOperationException("Cannot create child while terminating or terminated");
        _children.Reserve(name, Self);

        var child = new LocalActorRef(_system, props, dispatcher, (IInternalActorRef)Self, new ChildActorPath(Self.Path, name, NewUid()));
        if (IsFailed)
            for (int i = Mailbox.SuspendCount; i > 0; i--) child.Suspend();
        _children.Init(child);
        if (async) ((IInternalActorRef)Self).SendSystemMessage(new Dispatch.SysMsg.Supervise(child, Async: true));
        else child.Cell.Start();
        return child;
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0) throw new InvalidActorNameException("Actor name must not be empty.");
        if (!ActorPath.IsValidPathElement(name))
            throw new InvalidActorNameException($"Illegal actor name [{name}]. {ActorPath.ValidActorNameDescription}");
    }

    /// <summary>$a, $b, … $~, $ab, …: a number, least significant digit first.</summary>
    private string NextName()
    {
        var name = new System.Text.StringBuilder("$");
        long rest = Interlocked.Increment(ref _nextName);
        do name.Append(NameDigits[(int)(rest % 64)]);
        while ((rest /= 64) != 0);
        return name.ToString();
    }
}
