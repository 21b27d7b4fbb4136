using System.Collections.Concurrent;

namespace GpioHub.Transports.Chips;

/// <summary>A piece of work that may block and is therefore done on a chip's own thread.</summary>
public abstract class ChipJob
{
    /// <summary>The job's name for a person while it does not come back, such as <c>SET_CONFIG of line 3</c>.</summary>
    public abstract string What { get; }

    /// <summary>The time after which the job counts as hanging, not as slow, nanoseconds: our limit.</summary>
    public virtual long LimitNs => 1_000_000_000;

    /// <summary>Does the job on the chip's thread. Does not throw.</summary>
    public abstract void Run();
}

/// <summary>Work that a chip's thread does from time to time between its jobs.</summary>
public interface IChipChore
{
    /// <summary>Does the work that is due.</summary>
    /// <returns>When it is due again, CLOCK_MONOTONIC nanoseconds; null = not until asked for again.</returns>
    long? Run();
}

/// <summary>The thread of one chip: if the chip hangs, only this thread waits. Jobs run in the order in which they were posted.</summary>
/// <remarks><see cref="Dispose"/> ends it after the jobs posted before, but does not wait for a job that hangs. Any thread posts.</remarks>
public sealed class ChipThread : IDisposable
{
    private readonly BlockingCollection<ChipJob> _jobs = [];
    private readonly Func<long> _nowNs;
    private readonly Chore _choreJob;
    private volatile ChipJob? _running;
    private bool _isEnding;
    private long _sinceNs;
    private long _choreDueNs = long.MaxValue;

    /// <param name="name">The thread's name; Linux shows the first 15 bytes.</param>
    /// <param name="nowNs">CLOCK_MONOTONIC, nanoseconds.</param>
    public ChipThread(string name, Func<long> nowNs, IChipChore chore)
    {
        (_nowNs, _choreJob) = (nowNs, new Chore(this, chore));
        new Thread(Loop) { Name = name, IsBackground = true }.Start();
    }

    public void Post(ChipJob job) => _jobs.Add(job);

    /// <summary>The job that has taken longer than its limit; null = none.</summary>
    public string? Hanging()
    {
        var running = _running;
        return running is not null && _nowNs() - Volatile.Read(ref _sinceNs) >= running.LimitNs ? running.What : null;
    }

    /// <summary>Lets the chore run at once, and again when it says. On the chip's thread only: from a job.</summary>
    public void Wake() => _choreDueNs = 0;

    public void Dispose()
    {
        if (!Interlocked.Exchange(ref _isEnding, true)) _jobs.CompleteAdding();
    }

    private void Loop()
    {
        while (!_jobs.IsCompleted)
        {
            if (_jobs.TryTake(out var job, PauseMs())) Run(job);
            if (_nowNs() >= _choreDueNs) Run(_choreJob);
        }

        _jobs.Dispose();
    }

    private void Run(ChipJob job)
    {
        Volatile.Write(ref _sinceNs, _nowNs());
        _running = job;
        job.Run();
        _running = null;
    }

    private int PauseMs()
    {
        if (_choreDueNs == long.MaxValue) return Timeout.Infinite;
        long pauseNs = Math.Max(_choreDueNs - _nowNs(), 0);
        return (int)Math.Min((pauseNs + 999_999) / 1_000_000, int.MaxValue);
    }

    private sealed class Chore(ChipThread thread, IChipChore chore) : ChipJob
    {
        public override string What => "a sample";

        public override void Run() => thread._choreDueNs = chore.Run() ?? long.MaxValue;
    }
}
