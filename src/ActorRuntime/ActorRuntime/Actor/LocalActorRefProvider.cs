using System.Globalization;
using Akka.Event;

namespace Akka.Actor;

/// <summary>The roots of one system's tree.</summary>
internal sealed class LocalActorRefProvider : IActorRefProvider
{
    private readonly ActorSystemImpl _system;
    private readonly TaskCompletionSource _terminated = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RootGuardianRef _root;
    private readonly ActorPath _tempRoot;
    private long _nextTemp;

    public LocalActorRefProvider(ActorSystemImpl system)
    {
        _system = system;
        RootPath = new RootActorPath(new Address("akka", system.Name));
        _tempRoot = RootPath / "temp";
        DeadLetters = new DeadLetterActorRef(this, RootPath / "deadLetters", system.EventStream);

        var supervisor = new RootSupervisor(this, RootPath / "bubble-walker", _terminated, ReportRootFailure);
        var dispatcher = system.Dispatchers.Lookup(Dispatch.Dispatchers.InternalDispatcherId);
        _root = new RootGuardianRef(
            system, Props.Create<RootGuardianActor>(), dispatcher, supervisor, RootPath, (IInternalActorRef)DeadLetters, new TempContainer(this, _tempRoot));
    }

    public IInternalActorRef RootGuardian => _root;

    public LocalActorRef Guardian { get; private set; }

    public LocalActorRef SystemGuardian { get; private set; }

    public IActorRef DeadLetters { get; }

    public ActorPath RootPath { get; }

    public Address DefaultAddress => RootPath.Address;

    public Settings Settings => _system.Settings;

    public Task TerminationTask => _terminated.Task;

    public void Start()
    {
        var user = Props.Create<GuardianActor>(GuardianStrategy()).WithDispatcher(Dispatch.Dispatchers.InternalDispatcherId);
        Guardian = (LocalActorRef)_root.Cell.MakeChild(user, "user", async: false);
        Func<IReadOnlyCollection<IActorRef>> retireLoggers = () => LoggerStarter.RetireLoggers(_system);
        var systemProps = Props.Create<SystemGuardianActor>(Guardian, retireLoggers).WithDispatcher(Dispatch.Dispatchers.InternalDispatcherId);
        SystemGuardian = (LocalActorRef)_root.Cell.MakeChild(systemProps, "system", async: false);
        _root.Start();
        _root.Tell(SystemGuardian, ActorRefs.NoSender);
        _terminated.Task.ContinueWith(_ => _system.Ended(), TaskScheduler.Default);
    }

    public ActorPath TempPath()
    {
        string id = Interlocked.Increment(ref _nextTemp).ToString(CultureInfo.InvariantCulture);
        return _tempRoot / $"${id}";
    }

    public IActorRef ResolveActorRef(string path) =>
        ActorPath.TryParse(path, out var parsed) && parsed.Address == RootPath.Address ? ResolveActorRef(parsed) : DeadLetters;

    public IActorRef ResolveActorRef(ActorPath actorPath)
    {
        string[] names = [.. actorPath.Elements];
        if (names.Length > 0 && actorPath.Uid != 0) names[^1] += "#" + actorPath.Uid.ToString(CultureInfo.InvariantCulture);
        var found = _root.GetChild(names);
        return found is Nobody ? new EmptyLocalActorRef(this, actorPath, _system.EventStream) : found;
    }

    private SupervisorStrategy GuardianStrategy() =>
        SupervisorStrategyConfigurator.CreateConfigurator(Settings.Config.GetString("akka.actor.guardian-supervisor-strategy")).Create();

    private void ReportRootFailure(Exception cause) =>
        _system.EventStream.Publish(new Error(cause, RootPath.ToString(), GetType(), "guardian failed, shutting down system"));

    private sealed class RootGuardianRef : LocalActorRef
    {
        private readonly IInternalActorRef _deadLetters;
        private readonly IInternalActorRef _temp;

        public RootGuardianRef(
            ActorSystemImpl system, Props props, Dispatch.MessageDispatcher dispatcher, IInternalActorRef supervisor, ActorPath path,
            IInternalActorRef deadLetters, IInternalActorRef temp)
            : base(system, props, dispatcher, supervisor, path)
        {
            _deadLetters = deadLetters;
            _temp = temp;
        }

        public override IInternalActorRef Parent => this;

        private protected override IInternalActorRef Child(string name) => name switch
        {
            "deadLetters" => _deadLetters,
            "temp" => _temp,
            _ => base.Child(name),
        };
    }
}

/// <summary>Types that settings name: by full name, in whatever assembly they are.</summary>
internal static class TypeFinder
{
    /// <exception cref="Configuration.ConfigurationException">no such type is loaded</exception>
    public static Type Find(string name)
    {
        string fullName = name.Split(',')[0].Trim();
        return Type.GetType(name)
            ?? AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetType(fullName)).FirstOrDefault(t => t is not null)
            ?? throw new Configuration.ConfigurationException($"Type [{name}] not found.");
    }
}
