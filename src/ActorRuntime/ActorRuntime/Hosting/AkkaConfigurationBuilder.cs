using Akka.Actor;
using Akka.Actor.Setup;
using Akka.Configuration;
using Akka.Hosting.Logging;
using Akka.Util;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Akka.Hosting;

/// <summary>Where added settings go: Append below what is there, Prepend and Replace above it.</summary>
public enum HoconAddMode
{
    Append,
    Prepend,
    Replace,
}

public delegate Task ActorStarter(ActorSystem system, IActorRegistry registry);

public delegate Task StartupTask(ActorSystem system, IActorRegistry registry);

/// <summary>What a hosted system is made of. Starters run one after the other when the host starts, start-up tasks after them.</summary>
public sealed class AkkaConfigurationBuilder
{
    public readonly HashSet<Setup> Setups = [];

    private readonly IServiceCollection _services;
    private readonly string _systemName;
    private readonly List<ActorStarter> _starters = [];
    private readonly List<StartupTask> _startups = [];
    private bool _complete;

    public AkkaConfigurationBuilder(IServiceCollection serviceCollection, string actorSystemName)
    {
        _services = serviceCollection;
        _systemName = actorSystemName;
    }

    public Option<Config> Configuration { get; private set; }

    public AkkaConfigurationBuilder StartActors(ActorStarter starter)
    {
        if (!_complete) _starters.Add(starter);
        return this;
    }

    public AkkaConfigurationBuilder StartActors(Action<ActorSystem, IActorRegistry> starter) =>
        StartActors((system, registry) =>
        {
            starter(system, registry);
            return Task.CompletedTask;
        });

    public AkkaConfigurationBuilder AddStartup(StartupTask startupTask)
    {
        if (!_complete) _startups.Add(startupTask);
        return this;
    }

    public AkkaConfigurationBuilder AddStartup(Action<ActorSystem, IActorRegistry> startupTask) =>
        AddStartup((system, registry) =>
        {
            startupTask(system, registry);
            return Task.CompletedTask;
        });

    internal AkkaConfigurationBuilder Add(Setup setup)
    {
        if (_complete) return this;
        if (setup is BootstrapSetup bootstrap)
            Configuration = bootstrap.Config.GetOrElse(null).SafeWithFallback(Configuration.GetOrElse(null));
        else
            Setups.Add(setup);
        return this;
    }

    internal AkkaConfigurationBuilder Add(Config config, HoconAddMode mode)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (_complete) return this;
        var present = Configuration.GetOrElse(Config.Empty);
        Configuration = mode == HoconAddMode.Append ? present.WithFallback(config) : config.WithFallback(present);
        return this;
    }

    /// <summary>Offers the system and its registry to injection.</summary>
    internal void Bind()
    {
        _services.AddSingleton(sp => sp.GetRequiredService<AkkaConfigurationBuilder>().CreateSystem(sp));
        _services.AddSingleton(sp => ActorRegistry.For(sp.GetRequiredService<ActorSystem>()));
        _services.AddSingleton<IActorRegistry>(sp => sp.GetRequiredService<ActorRegistry>());
        _services.AddSingleton<IReadOnlyActorRegistry>(sp => sp.GetRequiredService<ActorRegistry>());
        _services.AddSingleton(typeof(IRequiredActor<>), typeof(RequiredActor<>));
    }

    internal async Task StartAsync(ActorSystem system)
    {
        if (_complete) return;
        _complete = true;
        var registry = ActorRegistry.For(system);
        foreach (var starter in _starters) await starter(system, registry).ConfigureAwait(false);
        foreach (var startup in _startups) await startup(system, registry).ConfigureAwait(false);
    }

    private ActorSystem CreateSystem(IServiceProvider services)
    {
        if (!Setups.OfType<LoggerFactorySetup>().Any() && services.GetService<ILoggerFactory>() is { } loggers)
            Add(new LoggerFactorySetup(loggers));
        var bootstrap = BootstrapSetup.Create().WithConfig(Configuration.GetOrElse(Config.Empty));
        return ActorSystem.Create(_systemName, ActorSystemSetup.Create([bootstrap, .. Setups]));
    }
}
