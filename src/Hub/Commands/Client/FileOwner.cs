using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Client;

/// <summary>Describes the owner of a socket, for the text of a refusal.</summary>
internal static class FileOwner
{
    /// <summary>Such as "owner root, group testers, "; empty if the owner cannot be seen.</summary>
    public static string Describe(string path)
    {
        try
        {
            return PathOwner.Of(path) is { } owner ? $"owner {owner.User}, group {owner.Group}, " : "";
        }
        catch (ErrnoException)
        {
            return "";     // a folder above it may not be searched: that is the permission that is missing
        }
    }
}
