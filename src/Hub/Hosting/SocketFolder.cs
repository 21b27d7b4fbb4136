using GpioHub.Hub.CommandLine;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Hosting;

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
    /// <exception cref="CommandException">1.</exception>
    public static void Prepare(string path)
    {
        try
        {
            if (!Directory.Exists(path)) Directory.CreateDirectory(path, Identity.EffectiveUserId == 0 ? Shared : Private);
            if (path.StartsWith("/tmp/", StringComparison.Ordinal) && PathOwner.Of(path) is { } owner && !IsOurs(owner))
            {
                throw new CommandException(ExitCode.Failed,
                    $"{path} belongs to {owner.User} or others may write it; set hub.sockets to a folder of your own");
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed,
                $"{path}: {e.Message} Set hub.sockets to a folder that {Environment.UserName} may write.");
        }
    }

    private static bool IsOurs(PathOwner owner) =>
        owner.UserId == Identity.EffectiveUserId && (owner.Mode & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite)) == 0;
}
