using System.Threading.Tasks.Sources;

namespace GpioHub.Hub.Links.Transport;

/// <summary>Reads what is there.</summary>
/// <param name="length">Bytes; 0 = the end.</param>
/// <returns>Whether something has come, or the end, and may be read now.</returns>
/// <exception cref="IOException">The connection is broken.</exception>
internal delegate bool TryRead(Span<byte> buffer, out int length);

/// <summary>A read for which nothing has come yet, one at a time. Whoever awaits it goes on within <see cref="Continue"/>: no thread is
/// woken, and nothing is allocated. The reader's thread only.</summary>
internal sealed class PendingRead(TryRead tryRead) : IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _core;
    private Memory<byte> _buffer;
    private bool _isPending;

    public ValueTask<int> Begin(Memory<byte> buffer)
    {
        _core.Reset();
        (_buffer, _isPending) = (buffer, true);
        return new ValueTask<int>(this, _core.Version);
    }

    /// <summary>Looks again, if somebody waits.</summary>
    public void Continue()
    {
        if (!_isPending) return;
        try
        {
            if (!tryRead(_buffer.Span, out int length)) return;
            _isPending = false;
            _core.SetResult(length);
        }
        catch (IOException e)
        {
            _isPending = false;
            _core.SetException(e);
        }
    }

    public int GetResult(short token) => _core.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);
}
