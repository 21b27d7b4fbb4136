using System.Collections.Concurrent;
using Akka.Event;
using GpioHub.Hub.Hosting.Rigs;
using Microsoft.Extensions.Logging;
using Xunit;

using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>The last lines of the log, which tell how the hub ended.</summary>
public class FlushSpec
{
    [Fact(DisplayName = "What actors have logged before the end is written before the actor system ends, however slow the log is")]
    public async Task LastLines()
    {
        using var gate = new ManualResetEventSlim();
        using var log = new SlowLog(gate);
        using var logs = LoggerFactory.Create(builder => builder.AddProvider(log));
        var system = HubActorSystem.Start(logs, verbose: false);
        for (int i = 0; i < 100; i++) system.Log.Warning("line {Number}", i);
        var flushed = HubActorSystem.FlushLogAsync(system);
        Assert.False(flushed.IsCompleted);
        gate.Set();
        await flushed;
        Assert.Equal(Enumerable.Range(0, 100).Select(i => $"line {i}"),
            log.Lines.Select(line => line[line.IndexOf("line ", StringComparison.Ordinal)..]));
        await system.Terminate();
    }

    /// <summary>Writes nothing until the gate opens.</summary>
    private sealed class SlowLog(ManualResetEventSlim gate) : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel < LogLevel.Warning) return;
            gate.Wait();
            Lines.Enqueue(formatter(state, exception));
        }

        public void Dispose()
        {
        }
    }
}
