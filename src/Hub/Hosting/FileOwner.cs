namespace GpioHub.Hub.Hosting;

/// <summary>Whose a socket is, for the words of a refusal.</summary>
internal static class FileOwner
{
    /// <summary>"owner root, group testers, ", or nothing when that cannot be seen.</summary>
    public static string Describe(string path) => "";
}
