using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>The process's stdout as verbs write it: what cannot be written is an <see cref="OutputException"/>, once.</summary>
/// <param name="output">null = it was closed before the program began.</param>
internal sealed class OutputStream(Stream? output) : Stream
{
    private bool _failed;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (HasNothingFor(buffer.Length)) return;
        try
        {
            Target.Write(buffer);
            Target.Flush();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (HasNothingFor(buffer.Length)) return;
        try
        {
            await Target.WriteAsync(buffer, cancellationToken);
            await Target.FlushAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }
    }

    public override void Flush()
    {
        // Nothing is held back.
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private Stream Target => output ?? throw new IOException("Bad file descriptor", ErrnoCode.EBADF);

    // Nobody is told twice, and who has nothing to say misses nothing.
    private bool HasNothingFor(int bytes) => _failed || bytes == 0;

    private OutputException Failed(Exception e)
    {
        _failed = true;
        var cause = e as IOException ?? e.InnerException ?? e;      // EBADF comes as an access denied to no path
        return new OutputException($"write error: {cause.Message}", isReaderGone: cause.HResult == ErrnoCode.EPIPE);
    }
}

/// <summary>What a verb has said could not be written to stdout.</summary>
/// <param name="message">As GNU's tools have it: <c>write error: No space left on device</c>.</param>
/// <param name="isReaderGone">It was a pipe that nobody reads any more (<c>| head -1</c>).</param>
internal sealed class OutputException(string message, bool isReaderGone) : IOException(message)
{
    public bool IsReaderGone { get; } = isReaderGone;
}
