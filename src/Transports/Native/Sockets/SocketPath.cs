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
