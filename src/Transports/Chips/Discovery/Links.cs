using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips.Discovery;

/// <summary>Symbolic links, read but not followed.</summary>
internal static class Links
{
    /// <summary>The text of a link, as it is; null = no link, or it cannot be read.</summary>
    public static string? TextOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where a path leads to in the end; the path itself if that is not known.</summary>
    public static string EndOf(string path)
    {
        try
        {
            // If a folder on the way is a link, .NET's answer can be a place that does not exist.
            return File.ResolveLinkTarget(path, returnFinalTarget: true) is { } end && PathOwner.OfTarget(end.FullName) is not null
                ? end.FullName
                : path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return path;
        }
    }
}
