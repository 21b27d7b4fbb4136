namespace GpioHub.Transports.Recording;

/// <summary>Wakes readers that have read everything. A writer that nobody waits for pays one read for it.</summary>
/// <remarks>The fence between a reader's announcement and its last look is on the reader's side, for all threads at once: writers need
/// none.</remarks>
internal sealed class LogBell(EdgeLog log) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _rung = New();
    private int _waits;

    /// <summary>Somebody waits.</summary>
    public bool IsAwaited => Volatile.Read(ref _waits) != 0;

    /// <summary>An event was written. Any thread; it only puts a work item into a queue, and only if somebody waits.</summary>
    public void Ring()
    {
        if (Volatile.Read(ref _waits) == 0) return;
        if (Interlocked.Exchange(ref _waits, 0) != 0) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public async Task WaitAsync(long seq, CancellationToken cancel)
    {
        while (log.Seq <= seq)
        {
            Task rung;
            lock (_lock)
            {
                rung = _rung.Task;
                Volatile.Write(ref _waits, 1);
            }

            Interlocked.MemoryBarrierProcessWide();
            if (log.Seq > seq) return;
            await rung.WaitAsync(cancel);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        TaskCompletionSource rung;
        lock (_lock) (rung, _rung) = (_rung, New());
        rung.SetResult();
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
