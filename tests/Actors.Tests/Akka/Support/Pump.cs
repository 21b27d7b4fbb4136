using System.Collections.Concurrent;
using Akka.Dispatch;

namespace GpioHub.Actors.Tests.AkkaNet.Support;

/// <summary>A run queue without a thread of its own, drained by the caller of <see cref="RunUntilIdle"/>; it takes the reactor's place for
/// the actors.</summary>
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

    /// <summary>Gives the queue to a thread. This must be done before the system ends, because its actors still have to run.</summary>
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
