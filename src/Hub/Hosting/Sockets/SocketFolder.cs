using GpioHub.Transports.Native;

namespace GpioHub.Hub.Hosting.Sockets;

/// <summary>Prepares the folder of the sockets.</summary>
internal static class SocketFolder
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Shared = Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead
        | UnixFileMode.OtherExecute;

    /// <summary>Creates the folder if it is missing: private, unless the user is root, whose guests' sockets have modes of their
    /// own.</summary>
    /// <remarks>Anybody can create a name in /tmp first: a folder there that is not ours, or that others may write to, is
    /// refused.</remarks>
    /// <exception cref="IOException">It cannot be used; the message says what the user can do.</exception>
    public static void Prepare(string path)
    {
        PathOwner? anybodys;
        try
        {
            Create(path);
            anybodys = path.StartsWith("/tmp/", StringComparison.Ordinal) ? PathOwner.Of(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: {e.Message} Set hub.sockets to a folder that {Environment.UserName} may write.", e);
        }

        if (anybodys is { } owner && !IsOurs(owner))
            throw new IOException($"{path} belongs to {owner.User} or others may write it; set hub.sockets to a folder of your own");
    }

    /// <summary>Creates what is missing of the path, from the top down, each folder with exactly its mode: mkdir's own is cut by the
    /// umask, and what a unit sets (UMask=0077) would keep the members of socketGroup out.</summary>
    private static void Create(string path)
    {
        if (Directory.Exists(path)) return;
        if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)) is { Length: > 0 } parent) Create(parent);
        var mode = Identity.EffectiveUserId == 0 ? Shared : Private;
        Directory.CreateDirectory(path, Private);      // nobody else is let in before the mode is what it is to be
        File.SetUnixFileMode(path, mode);
    }

    private static bool IsOurs(PathOwner owner) =>
        owner.UserId == Identity.EffectiveUserId && (owner.Mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;
}
