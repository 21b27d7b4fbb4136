using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Akka.Actor.Setup;
using Akka.Dispatch;
using Akka.Event;

namespace Akka.Actor;

internal sealed partial class ActorSystemImpl : ExtendedActorSystem
{
    private readonly ConcurrentDictionary<Type, Lazy<object>> _extensions = new();
    private readonly ConcurrentQueue<Action> _onTermination = new();
    private readonly TaskCompletionSource _whenTerminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LocalActorRefProvider _provider;

    public ActorSystemImpl(string name, ActorSystemSetup setup)
    {
        if (!NamePattern().IsMatch(name))
            throw new ArgumentException(
                $"Invalid ActorSystem name [{name}], must contain only word characters (i.e. [a-zA-Z0-9] plus non-leading '-' or '_')", nameof(name));
        Name = name;
        Settings = new Settings(this, setup.Get<BootstrapSetup>() is { HasValue: true } bootstrap ? bootstrap.Value.Config.GetOrElse(null) : null, setup);
        EventStream = new EventStream(debug: false);
        LoggerStarter.StartStandardOut(Settings, EventStream);
        Log = Logging.GetLogger(EventStream, $"ActorSystem({name})");
        Scheduler = (IScheduler)Activator.CreateInstance(
            TypeFinder.Find(Settings.SchedulerClass), Settings.Config.GetConfig("akka.scheduler"), Log);
        Mailboxes = new Mailboxes(this);
        Dispatchers = new Dispatchers(this, new DefaultDispatcherPrerequisites(EventStream, Scheduler, Settings, Mailboxes), Log);
        _provider = new LocalActorRefProvider(this);
    }

    public override string Name { get; }

    public override Settings Settings { get; }

    public override EventStream EventStream { get; }

    public override IActorRef DeadLetters => _provider.DeadLetters;

    public override ILoggingAdapter Log { get; }

    public override IScheduler Scheduler { get; }

    public override Dispatchers Dispatchers { get; }

    public override Mailboxes Mailboxes { get; }

    public override Task WhenTerminated => _whenTerminated.Task;

    public override IActorRefProvider Provider => _provider;

    public override IInternalActorRef Guardian => _provider.Guardian;

    public override IInternalActorRef SystemGuardian => _provider.SystemGuardian;

    public override IInternalActorRef LookupRoot => _provider.RootGuardian;

    public void Start()
    {
        _provider.Start();
        EventStream.StartUnsubscriber(SystemActorOf<EventStreamUnsubscriber>("eventStreamUnsubscriber"));
        LoggerStarter.StartLoggers(this);
        if (Settings.LogDeadLetters > 0) SystemActorOf(Props.Create<DeadLetterListener>(Settings.LogDeadLetters), "deadLetterListener");
        CoordinatedShutdown.Get(this);
    }

    public override IActorRef ActorOf(Props props, string name = null) => _provider.Guardian.Cell.MakeChild(props, name, async: true);

    public override IActorRef SystemActorOf(Props props, string name = null) => _provider.SystemGuardian.Cell.MakeChild(props, name, async: true);

    public override IActorRef SystemActorOf<TActor>(string name = null) => SystemActorOf(Props.Create<TActor>(), name);

    public override ActorSelection ActorSelection(ActorPath actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this);

    public override ActorSelection ActorSelection(string actorPath) => ActorRefFactoryShared.ActorSelection(actorPath, this, _provider.RootGuardian);

    public override void Stop(IActorRef actor)
    {
        var parent = actor.Path.Parent;
        if (parent == Guardian.Path) Guardian.Tell(new StopChild(actor), ActorRefs.NoSender);
        else if (parent == SystemGuardian.Path) SystemGuardian.Tell(new StopChild(actor), ActorRefs.NoSender);
        else ((IInternalActorRef)actor).Stop();
    }

    public override Task Terminate()
    {
        if (Settings.Config.GetBoolean("akka.coordinated-shutdown.run-by-actor-system-terminate"))
            CoordinatedShutdown.Get(this).Run(CoordinatedShutdown.ActorSystemTerminateReason.Instance);
        else
            FinalTerminate();
        return WhenTerminated;
    }

    public override void Abort() => FinalTerminate();

    public override void RegisterOnTermination(Action code)
    {
        if (WhenTerminated.IsCompleted) code();
        else _onTermination.Enqueue(code);
    }

    public override object RegisterExtension(IExtensionId extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return _extensions.GetOrAdd(extension.ExtensionType, _ => new Lazy<object>(() => extension.CreateExtension(this))).Value;
    }

    public override object GetExtension(IExtensionId extensionId) =>
        TryGetExtension(extensionId.ExtensionType, out object extension) ? extension : null;

    public override T GetExtension<T>() => TryGetExtension<T>(out var extension) ? extension : null;

    public override bool HasExtension(Type type) => _extensions.ContainsKey(type);

    public override bool HasExtension<T>() => HasExtension(typeof(T));

    public override bool TryGetExtension(Type extensionType, out object extension)
    {
        extension = _extensions.TryGetValue(extensionType, out var lazy) ? lazy.Value : null;
        return extension is not null;
    }

    public override bool TryGetExtension<T>(out T extension)
    {
        TryGetExtension(typeof(T), out object found);
        extension = found as T;
        return extension is not null;
    }

    public override string ToString() => _provider.RootPath.Address.ToString();

    /// <summary>Stops <c>/user</c>; <c>/system</c> and the root follow.</summary>
    internal void FinalTerminate() => _provider.Guardian.Stop();

    /// <summary>The tree is gone.</summary>
    internal void Ended()
    {
        (Scheduler as IDisposable)?.Dispose();
        while (_onTermination.TryDequeue(out var code))
        {
            try
            {
                code();
            }
            catch (Exception e)
            {
                EventStream.Publish(new Error(e, ToString(), GetType(), "A termination callback failed"));
            }
        }
        _whenTerminated.TrySetResult();
    }

    [GeneratedRegex("^[a-zA-Z0-9][a-zA-Z0-9-_]*$")]
    private static partial Regex NamePattern();
}
