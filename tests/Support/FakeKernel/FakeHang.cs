namespace GpioHub.Tests.FakeKernel;

/// <summary>A bus that hangs: calls of one kind stay inside the kernel until <see cref="Release"/>.</summary>
/// <remarks>Any thread. No other part of the fake waits for the calls inside.</remarks>
internal sealed class FakeHang : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);   // a test that fails before its release ends all the same

    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _released = new();
    private int _inside;

    internal FakeHang(FakeCallKind kind, int? offset) => (Kind, Offset) = (kind, offset);

    /// <summary>Done when a first call is inside.</summary>
    public Task Entered => _entered.Task;

    /// <summary>How many calls are inside.</summary>
    public int Inside => Volatile.Read(ref _inside);

    internal FakeCallKind Kind { get; }

    internal int? Offset { get; }

    internal bool IsReleased => _released.IsSet;

    /// <summary>Blocks the thread until a call is inside.</summary>
    public void WaitUntilEntered()
    {
        if (!Entered.Wait(TimeSpan.FromSeconds(20))) throw new TimeoutException($"no {Kind} has come");
    }

    /// <summary>Lets the calls inside go on, and those that come.</summary>
    public void Release() => _released.Set();

    public void Dispose() => Release();

    internal void Pass()
    {
        Interlocked.Increment(ref _inside);
        _entered.TrySetResult();
        _released.Wait(Patience);
        Interlocked.Decrement(ref _inside);
    }
}
