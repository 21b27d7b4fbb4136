using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;

namespace Akka.Dispatch;

/// <summary>The dispatchers of a system, by id.</summary>
public sealed class Dispatchers
{
    public const string DefaultDispatcherId = "akka.actor.default-dispatcher";
    public const string DefaultBlockingDispatcherId = "akka.actor.default-blocking-io-dispatcher";

    internal const string InternalDispatcherId = "akka.actor.internal-dispatcher";

    private readonly ConcurrentDictionary<string, MessageDispatcherConfigurator> _configurators = new();
    private readonly ActorSystem _system;

    public Dispatchers(ActorSystem system, IDispatcherPrerequisites prerequisites, ILoggingAdapter logger)
    {
        _system = system;
        Prerequisites = prerequisites;
        foreach (string id in new[] { DefaultDispatcherId, DefaultBlockingDispatcherId, InternalDispatcherId })
            _configurators[id] = new ThreadPoolConfigurator(id, system.Settings.Config.GetConfig(id), prerequisites);
        DefaultGlobalDispatcher = Lookup(DefaultDispatcherId);
    }

    public IDispatcherPrerequisites Prerequisites { get; }

    public MessageDispatcher DefaultGlobalDispatcher { get; }

    public bool HasDispatcher(string id) => _configurators.ContainsKey(id) || IsConfigured(id);

    /// <summary>The dispatcher that <paramref name="dispatcherName"/> names; null or empty: the default one.</summary>
    /// <exception cref="ConfigurationException">nothing registered nor configured under that id</exception>
    public MessageDispatcher Lookup(string dispatcherName)
    {
        string id = string.IsNullOrEmpty(dispatcherName) ? DefaultDispatcherId : dispatcherName;
        if (!_configurators.TryGetValue(id, out var configurator))
        {
            if (!IsConfigured(id)) throw new ConfigurationException($"Dispatcher [{id}] not configured.");
            configurator = _configurators.GetOrAdd(id, new ThreadPoolConfigurator(id, _system.Settings.Config.GetConfig(id), Prerequisites));
        }
        return configurator.Dispatcher();
    }

    /// <summary>Makes <paramref name="configurator"/> the source of the dispatcher of <paramref name="id"/>.</summary>
    /// <returns>False if the id is taken; then nothing changes.</returns>
    public bool RegisterConfigurator(string id, MessageDispatcherConfigurator configurator) => _configurators.TryAdd(id, configurator);

    private bool IsConfigured(string id) => _system.Settings.Config.HasPath(id);
}

/// <summary>The dispatcher that Akka.NET calls <c>Dispatcher</c>: mailboxes run on the thread pool.</summary>
internal sealed class ThreadPoolConfigurator : MessageDispatcherConfigurator
{
    private readonly ThreadPoolDispatcher _dispatcher;

    public ThreadPoolConfigurator(string id, Config config, IDispatcherPrerequisites prerequisites) : base(config, prerequisites)
    {
        string type = config?.GetString("type", "Dispatcher");
        if (type is not (null or "Dispatcher"))
            throw new ConfigurationException($"Dispatcher [{id}] has type [{type}]; this runtime has only [Dispatcher].");
        _dispatcher = new ThreadPoolDispatcher(this, id, config?.GetInt("throughput", 30) ?? 30);
    }

    public override MessageDispatcher Dispatcher() => _dispatcher;
}

internal sealed class ThreadPoolDispatcher : MessageDispatcher
{
    public ThreadPoolDispatcher(MessageDispatcherConfigurator configurator, string id, int throughput) : base(configurator)
    {
        Id = id;
        Throughput = throughput;
        ShutdownTimeout = TimeSpan.FromSeconds(1);
    }

    protected override void ExecuteTask(IRunnable run) => ThreadPool.UnsafeQueueUserWorkItem(run, preferLocal: true);

    protected override void Shutdown() { }
}
