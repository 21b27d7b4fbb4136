using System.Linq.Expressions;

namespace Akka.Actor;

/// <summary>How to make an actor: its type, its constructor's arguments (evaluated once, used again at each restart), where it runs. Immutable.</summary>
public class Props : IEquatable<Props>
{
    public static readonly Props None = new(typeof(EmptyActor), []);

    public Props(Type type, object[] args) : this(type, args, null, null, null, -1) { }

    public Props(Type type) : this(type, []) { }

    protected Props(Props copy) : this(copy.Type, copy.Arguments, copy.SupervisorStrategy, copy.Dispatcher, copy.Mailbox, copy.StashCapacity) { }

    private Props(Type type, object[] args, SupervisorStrategy strategy, string dispatcher, string mailbox, int stashCapacity)
    {
        Type = type;
        Arguments = args;
        SupervisorStrategy = strategy;
        Dispatcher = dispatcher;
        Mailbox = mailbox;
        StashCapacity = stashCapacity;
    }

    public static Props Empty => new(typeof(EmptyActor), []);

    public Type Type { get; }

    public string TypeName => Type.AssemblyQualifiedName;

    public object[] Arguments { get; }

    /// <summary>The id of the dispatcher; null for the default one.</summary>
    public string Dispatcher { get; }

    public string Mailbox { get; }

    /// <summary>How this actor treats failures of its children; null: what the actor itself says.</summary>
    public SupervisorStrategy SupervisorStrategy { get; }

    internal int StashCapacity { get; }

    /// <param name="factory">a plain <c>() => new T(…)</c></param>
    /// <exception cref="InvalidCastException">something other than a constructor call</exception>
    public static Props Create<TActor>(Expression<Func<TActor>> factory, SupervisorStrategy supervisorStrategy = null)
        where TActor : ActorBase
    {
        var construction = (NewExpression)factory.Body;
        object[] args = [.. construction.Arguments.Select(Evaluate)];
        return new Props(typeof(TActor), args, supervisorStrategy, null, null, -1);
    }

    public static Props Create<TActor>(params object[] args) where TActor : ActorBase => new(typeof(TActor), args);

    public static Props Create<TActor>(SupervisorStrategy supervisorStrategy) where TActor : ActorBase, new() =>
        new(typeof(TActor), [], supervisorStrategy, null, null, -1);

    public static Props Create(Type type, params object[] args)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new Props(type, args);
    }

    public Props WithDispatcher(string dispatcher) => new(Type, Arguments, SupervisorStrategy, dispatcher, Mailbox, StashCapacity);

    /// <summary>Kept, without effect: there is one kind of mailbox here.</summary>
    public Props WithMailbox(string mailbox) => new(Type, Arguments, SupervisorStrategy, Dispatcher, mailbox, StashCapacity);

    public Props WithSupervisorStrategy(SupervisorStrategy supervisorStrategy) =>
        new(Type, Arguments, supervisorStrategy, Dispatcher, Mailbox, StashCapacity);

    public Props WithStashCapacity(int stashCapacity) => new(Type, Arguments, SupervisorStrategy, Dispatcher, Mailbox, stashCapacity);

    /// <exception cref="TypeLoadException">the constructor failed, or none fits the arguments</exception>
    public virtual ActorBase NewActor()
    {
        try
        {
            return (ActorBase)Activator.CreateInstance(Type, Arguments);
        }
        catch (Exception e)
        {
            throw new TypeLoadException(
                $"Error while creating actor instance of type {Type} with {Arguments.Length} args: ({string.Join(",", Arguments)})", e);
        }
    }

    public bool Equals(Props other) =>
        other is not null && Type == other.Type && Dispatcher == other.Dispatcher && Mailbox == other.Mailbox && StashCapacity == other.StashCapacity
        && Equals(SupervisorStrategy, other.SupervisorStrategy) && Arguments.SequenceEqual(other.Arguments);

    public override bool Equals(object obj) => Equals(obj as Props);

    public override int GetHashCode() => HashCode.Combine(Type, Dispatcher, Mailbox, Arguments.Length);

    private static object Evaluate(Expression argument) =>
        argument is ConstantExpression constant
            ? constant.Value
            : Expression.Lambda<Func<object>>(Expression.Convert(argument, typeof(object))).Compile(preferInterpretation: true)();

    /// <summary>Handles nothing.</summary>
    internal sealed class EmptyActor : UntypedActor
    {
        protected override void OnReceive(object message) => Unhandled(message);
    }
}
