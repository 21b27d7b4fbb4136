namespace GpioHub.Hub.Commands.Shell;

/// <summary>The name by which a user calls this program from the current folder.</summary>
internal static class ProgramName
{
    /// <param name="process">Path of the running program.</param>
    /// <param name="folder">The current folder.</param>
    /// <param name="searchPath">$PATH.</param>
    public static string Of(string? process, string folder, string? searchPath)
    {
        const string name = "gpiohub";
        if (process is null || Path.GetFileName(process) != name) return name;     // started through dotnet
        if ((searchPath ?? "").Split(':').Contains(Path.GetDirectoryName(process))) return name;

        string relative = Path.GetRelativePath(folder, process);
        if (relative.StartsWith("..", StringComparison.Ordinal)) return process;
        return relative.Contains('/', StringComparison.Ordinal) ? relative : $"./{relative}";
    }
}
