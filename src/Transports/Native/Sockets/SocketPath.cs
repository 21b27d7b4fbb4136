using System.Text;

namespace GpioHub.Transports.Native;

/// <summary>A path as the address of a Unix socket.</summary>
internal static class SocketPath
{
    /// <summary>Longest path, bytes of UTF-8: sun_path less its terminator.</summary>
    public const int MaxBytes = Libc.sockaddr_un.PathSize - 1;

    /// <summary>Why <paramref name="path"/> cannot be a socket's path, or null.</summary>
    public static string? WhyNot(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Length == 0) return "a socket path cannot be empty";
        if (path.Contains('\0', StringComparison.Ordinal)) return "a socket path cannot contain a NUL";
        int bytes = Encoding.UTF8.GetByteCount(path);
        return bytes > MaxBytes ? $"the socket path is {bytes} bytes long, Linux allows {MaxBytes}: {path}" : null;
    }

    /// <summary>Where a socket is bound; null = nowhere, or it is no Unix socket.</summary>
    internal static unsafe string? Of(FileDescriptor socket)
    {
        Libc.sockaddr_un address = default;
        uint length = (uint)sizeof(Libc.sockaddr_un);
        // SAFETY: at most length bytes are written to a local of that size, and the last byte of the path stays zero if one ends there.
        if (Libc.getsockname(socket, &address, &length) < 0 || address.sun_family != Libc.AF_UNIX) return null;
        var path = new ReadOnlySpan<byte>(address.sun_path, (int)Math.Min(length, (uint)sizeof(Libc.sockaddr_un)) - sizeof(ushort));
        int end = path.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? path : path[..end]);
    }

    internal static unsafe uint Write(string path, Libc.sockaddr_un* address)
    {
        if (WhyNot(path) is { } reason) throw new ArgumentException(reason, nameof(path));
        *address = default;
        address->sun_family = Libc.AF_UNIX;
        // SAFETY: WhyNot holds the UTF-8 length to PathSize − 1, and the struct was zeroed, so a terminator follows.
        int bytes = Encoding.UTF8.GetBytes(path, new Span<byte>(address->sun_path, MaxBytes));
        return (uint)(sizeof(ushort) + bytes + 1);
    }
}
