using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

public enum SecretFileState
{
    Read,

    /// <summary>Nothing is there.</summary>
    Missing,

    /// <summary>This process may not read it, or not search a folder on the way.</summary>
    Denied,

    /// <summary>A folder, a pipe, a device: it was not read.</summary>
    NoFile,

    /// <summary>It cannot be read for another reason, such as links in a circle.</summary>
    Unreadable,
}

/// <summary>A small file with a secret in it, and who may read it: mode and owner are those of the file that was read.</summary>
/// <param name="Owner">Only of a file that was read.</param>
/// <param name="Text">Its beginning; bytes that are not UTF-8 are U+FFFD.</param>
public readonly record struct SecretFile(SecretFileState State, PathOwner Owner, string Text)
{
    /// <summary>Reads at most <paramref name="mostBytes"/> of a file, through links. What only looks like a file never blocks.</summary>
    public static SecretFile Read(string path, int mostBytes)
    {
        try
        {
            if (!PathInfo.TryStat(path, out Libc.statx named, follow: true)) return Failed(SecretFileState.Missing);
            if ((named.stx_mode & Libc.S_IFMT) != Libc.S_IFREG) return Failed(SecretFileState.NoFile);     // opening may act
            int number = Libc.open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
            if (number < 0) return Failed(StateOf(Marshal.GetLastPInvokeError()));
            using var fd = new FileDescriptor(number);
            Libc.statx opened = FdInfo.Stat(fd);
            if ((opened.stx_mode & Libc.S_IFMT) != Libc.S_IFREG) return Failed(SecretFileState.NoFile);
            return SmallFile.ReadText(fd, mostBytes) is { } text
                ? new SecretFile(SecretFileState.Read, PathOwner.From(opened), text)
                : Failed(SecretFileState.Unreadable);
        }
        catch (ErrnoException e)
        {
            return Failed(StateOf(e.Errno));
        }
    }

    /// <summary>Its text is not for logs.</summary>
    public override string ToString() => State.ToString();

    private static SecretFile Failed(SecretFileState state) => new(state, default, "");

    private static SecretFileState StateOf(int errno) => errno switch
    {
        Libc.ENOENT or Libc.ENOTDIR => SecretFileState.Missing,
        Libc.EACCES or Libc.EPERM => SecretFileState.Denied,
        _ => SecretFileState.Unreadable,
    };
}
