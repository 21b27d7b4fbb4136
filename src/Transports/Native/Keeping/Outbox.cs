using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>A memory file of bytes that are to be sent, each of them once. How far they are sent is the file's own position, which the
/// kernel moves in the same call in which it sends, and which outlives this process if the file does.</summary>
/// <remarks>Who follows this process has to be told only where the bytes end. One thread at a time.</remarks>
public sealed class Outbox : IDisposable
{
    private const long KeptBytes = 64 * 1024;

    private long _freed;

    private Outbox(FileDescriptor file, long end) => (File, End, _freed) = (file, end, end / KeptBytes * KeptBytes);

    /// <summary>For whoever keeps it.</summary>
    public FileDescriptor File { get; }

    /// <summary>Where the bytes end.</summary>
    public long End { get; private set; }

    /// <summary>Bytes that are not sent.</summary>
    public int Waiting => (int)Math.Max(0, End - Position);

    private long Position => Libc.lseek(File, 0, Libc.SEEK_CUR) is >= 0 and var at ? at : throw ErrnoException.Last("lseek");

    public static Outbox Create() => new(MemFd.Create("gpiohub-outbox", 0), 0);

    /// <summary>Goes on with the file of another process.</summary>
    /// <param name="file">Belongs to the outbox.</param>
    /// <param name="end">Where that process meant the bytes to end; what it wrote behind that does not count.</param>
    public static Outbox Adopt(FileDescriptor file, long end) => new(file, end);

    /// <summary>Adds bytes.</summary>
    public unsafe void Add(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            nint taken;
            fixed (byte* data = bytes)
            {
                // SAFETY: the pinned bytes, of the length given.
                taken = Libc.pwrite(File, data, (nuint)bytes.Length, End);
            }

            if (taken < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR) continue;
            if (taken <= 0) throw ErrnoException.Last("pwrite");
            End += taken;
            bytes = bytes[(int)taken..];
        }
    }

    /// <summary>Sends what the socket takes.</summary>
    /// <exception cref="ErrnoException">EPIPE or ECONNRESET: the peer has closed.</exception>
    public unsafe void SendTo(UnixStream socket)
    {
        while (Waiting is > 0 and var waiting)
        {
            // SAFETY: without an offset the file's position is used and moved.
            nint sent = Libc.sendfile(socket, File, null, (nuint)waiting);
            if (sent > 0) continue;
            int errno = sent == 0 ? Libc.EIO : Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return;
            if (errno != Libc.EINTR) throw new ErrnoException("sendfile", errno);
        }

        if (End - _freed < KeptBytes) return;
        long whole = End / KeptBytes * KeptBytes;
        // What was sent is not read again. If the memory cannot be freed, it is only not freed.
        _ = Libc.fallocate(File, Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE, _freed, whole - _freed);
        _freed = whole;
    }

    public void Dispose() => File.Dispose();
}
