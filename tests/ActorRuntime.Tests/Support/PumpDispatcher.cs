using System.Collections.Concurrent;
using Akka.Configuration;
using Akka.Dispatch;

namespace ActorRuntime.Tests.Support;

/// <summary>A run queue drained by whoever calls <see cref="RunUntilIdle"/>: what a reactor is to the actors, without a thread of its own.</summary>
internal sealed class Pump
{
    private readonly ConcurrentQueue<IRunnable> _queue = new();
    private Thread? _thread;
    private volatile bool _stopped;

    public int Runs { get; private set; }

    public int Shutdowns { get; private set; }

    public IRunnable? Last { get; private set; }

    public void Enqueue(IRunnable run)
    {
        Last = run;
        _queue.Enqueue(run);
    }

    public void NoteShutdown() => Shutdowns++;

    public void RunUntilIdle()
    {
        while (_queue.TryDequeue(out var run))
        {
            Runs++;
            run.Run();
        }
    }

    /// <summary>Hands the queue to a thread, as must be done before the system ends: its actors still have to run.</summary>
    public void RunOnThread()
    {
        _thread = new Thread(() =>
        {
            while (!_stopped)
            {
                RunUntilIdle();
                Thread.Yield();
            }
        })
        { IsBackground = true };
        _thread.Start();
    }

    public void Stop()
    {
        _stopped = true;
        _thread?.Join();
    }
}

internal sealed class PumpConfigurator : MessageDispatcherConfigurator
{
    private readonly PumpDispatcher _dispatcher;

    public PumpConfigurator(IDispatcherPrerequisites prerequisites, Pump pump, int throughput = 1000) : base(Config.Empty, prerequisites) =>
        _dispatcher = new PumpDispatcher(this, pump, throughput);

    public override MessageDispatcher Dispatcher() => _dispatcher;

    private sealed class PumpDispatcher : MessageDispatcher
    {
        private readonly Pump _pump;

        public PumpDispatcher(MessageDispatcherConfigurator configurator, Pump pump, int throughput) : base(configurator)
        {
            _pump = pump;
            Throughput = throughput;
        }

        protected override void ExecuteTask(IRunnable run) => _pump.Enqueue(run);

        protected override void Shutdown() => _pump.NoteShutdown();
    }
}
