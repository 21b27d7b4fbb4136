using System.Runtime.InteropServices;
using System.Text;

namespace GpioHub.Transports.Native;

/// <summary>Reads the small text files of /sys and /run without trusting that they are what their names say.</summary>
public static class SmallFile
{
    /// <summary>Reads the beginning of a regular file as text; bytes that are not UTF-8 become U+FFFD.</summary>
    /// <remarks>It never blocks on something that only looks like a file: it opens no FIFO and no device, and follows no link.</remarks>
    /// <param name="path">Of the file itself.</param>
    /// <param name="mostBytes">Bytes beyond this are not read.</param>
    /// <returns>Null: there is no such file, it is no regular file, or it cannot be read.</returns>
    public static string? Read(string path, int mostBytes)
    {
        try
        {
            if (!PathInfo.TryStat(path, out Libc.statx named) || (named.stx_mode & Libc.S_IFMT) != Libc.S_IFREG) return null;
            int number = Libc.open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
            if (number < 0) return null;
            using var fd = new FileDescriptor(number);
            if (!PathInfo.IsSame(named, FdInfo.Stat(fd))) return null;     // replaced in between

            return ReadText(fd, mostBytes);
        }
        catch (ErrnoException)
        {
            return null;     // a folder above it may not be searched, or it has just gone
        }
    }

    /// <summary>Reads at most <paramref name="mostBytes"/> from where the descriptor stands.</summary>
    /// <returns>Null: it cannot be read.</returns>
    internal static unsafe string? ReadText(FileDescriptor fd, int mostBytes)
    {
        byte[] bytes = new byte[mostBytes];
        int length = 0;
        fixed (byte* room = bytes)
        {
            while (length < mostBytes)
            {
                // SAFETY: mostBytes - length bytes are left in the pinned array from length on.
                nint read = Libc.read(fd, room + length, (nuint)(mostBytes - length));
                if (read < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR) continue;
                if (read < 0) return null;
                if (read == 0) break;
                length += (int)read;
            }
        }
        return Encoding.UTF8.GetString(bytes, 0, length);
    }
}
