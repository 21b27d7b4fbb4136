using GpioHub.Transports.Native;

namespace GpioHub.Hub.Hosting;

/// <summary>Whose a socket is, for the words of a refusal.</summary>
internal static class FileOwner
{
    /// <summary>"owner root, group testers, ", or nothing when that cannot be seen.</summary>
    public static string Describe(string path)
    {
        try
        {
            return PathOwner.Of(path) is { } owner ? $"owner {owner.User}, group {owner.Group}, " : "";
        }
        catch (ErrnoException)
        {
            return "";     // a folder above it is closed to us: that is the permission which is denied
        }
    }
}
