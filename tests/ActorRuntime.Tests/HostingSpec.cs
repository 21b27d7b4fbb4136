using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace ActorRuntime.Tests;

public sealed class HostingSpec : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly CapturedLogs _logs = new();

    public void Dispose() => _logs.Dispose();

    [Fact(DisplayName = "Starters run in order when the host starts, start-up tasks after them; the registry and the system are injectable")]
    public async Task Starts()
    {
        var order = new List<string>();
        using var host = Build(akka => akka
            .AddStartup((_, _) => order.Add("start-up"))
            .WithActors((system, registry) =>
            {
                order.Add("first");
                registry.Register<Echo>(system.ActorOf<Echo>("echo"));
            })
            .WithActors((_, registry) => order.Add(registry.TryGet<Echo>(out var found) && found is not null ? "second" : "too early")));
        await host.StartAsync();

        Assert.Equal(["first", "second", "start-up"], order);
        var echo = host.Services.GetRequiredService<IRequiredActor<Echo>>().ActorRef;
        Assert.Equal("x", await echo.Ask<string>("x", Patience));
        Assert.Equal(echo, host.Services.GetRequiredService<IReadOnlyActorRegistry>().Get<Echo>());
        Assert.Equal("hosted", host.Services.GetRequiredService<ActorSystem>().Name);
        await host.StopAsync();
        Assert.True(host.Services.GetRequiredService<ActorSystem>().WhenTerminated.IsCompleted);
    }

    [Fact(DisplayName = "A system that ends by itself stops the host")]
    public async Task SystemStopsHost()
    {
        using var host = Build(_ => { });
        await host.StartAsync();
        await host.Services.GetRequiredService<ActorSystem>().Terminate();
        await host.WaitForShutdownAsync().WaitAsync(Patience);
    }

    [Fact(DisplayName = "A starter that fails fails the start of the host")]
    public async Task FailingStarter()
    {
        using var host = Build(akka => akka.WithActors((_, _) => throw new InvalidOperationException("starter")));
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());
        Assert.Equal("starter", failure.Message);
        Assert.Contains(_logs.Entries, e => e.Level == LogLevel.Critical);
    }

    [Fact(DisplayName = "Log events of actors reach Microsoft.Extensions.Logging with level, cause and source")]
    public async Task Logs()
    {
        using var host = Build(akka => akka.WithActors((ActorStarter)(async (system, _) =>
            await system.ActorOf<Logging>("logging").Ask<string>("go", Patience))));
        await host.StartAsync();
        await host.StopAsync();
        var entry = Assert.Single(_logs.Entries, e => e.Text.Contains("line 5", StringComparison.Ordinal));
        Assert.Equal(LogLevel.Warning, entry.Level);
        Assert.Equal(typeof(ActorSystem).FullName, entry.Category);
        Assert.IsType<InvalidOperationException>(entry.Cause);
        Assert.Contains("akka://hosted/user/logging", entry.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(_logs.Entries, e => e.Text.Contains("not this", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "AddHocon sets settings of the system")]
    public async Task Hocon()
    {
        using var host = Build(akka => akka.AddHocon("my.key = 1", HoconAddMode.Prepend).AddHocon("my { key = 2, other = 3 }", HoconAddMode.Append));
        await host.StartAsync();
        var config = host.Services.GetRequiredService<ActorSystem>().Settings.Config;
        Assert.Equal(1, config.GetInt("my.key"));
        Assert.Equal(3, config.GetInt("my.other"));
        await host.StopAsync();
    }

    [Fact(DisplayName = "A registry takes a key once, waits for one to come, and says what is missing")]
    public async Task Registry()
    {
        var registry = new ActorRegistry();
        Assert.Throws<MissingActorRegistryEntryException>(() => registry.Get<Echo>());
        using var source = new CancellationTokenSource();
        var waiting = registry.GetAsync<Echo>();
        var cancelled = registry.GetAsync<Echo>(source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);

        registry.Register<Echo>(ActorRefs.Nobody);
        Assert.Equal(ActorRefs.Nobody, await waiting.WaitAsync(Patience));
        Assert.Throws<DuplicateActorRegistryException>(() => registry.Register<Echo>(ActorRefs.Nobody));
        registry.Register<Echo>(ActorRefs.Nobody, overwrite: true);
    }

    private IHost Build(Action<AkkaConfigurationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(_logs);
        builder.Services.AddAkka("hosted", akka =>
        {
            akka.ConfigureLoggers(loggers => loggers.ClearLoggers().AddLoggerFactory());
            configure(akka);
        });
        return builder.Build();
    }

    private sealed class Echo : ReceiveActor
    {
        public Echo() => ReceiveAny(m => Sender.Tell(m));
    }

    private sealed class Logging : ReceiveActor
    {
        public Logging() =>
            ReceiveAny(_ =>
            {
                var log = Context.GetLogger();
                log.Debug("not this");
                log.Warning(new InvalidOperationException("cause"), "line {0}", 5);
                Sender.Tell("logged");
            });
    }

    private sealed class CapturedLogs : ILoggerProvider
    {
        public ConcurrentQueue<(string Category, LogLevel Level, string Text, Exception? Cause)> Entries { get; } = new();

        public ILogger CreateLogger(string categoryName) => new Logger(categoryName, this);

        public void Dispose() { }

        private sealed class Logger(string category, CapturedLogs logs) : ILogger
        {
            public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

            public bool IsEnabled(LogLevel logLevel) => true;

            public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
                logs.Entries.Enqueue((category, logLevel, formatter(state, exception), exception));
        }
    }
}
