using System.Reflection;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>What this program says of itself: its version, and the name by which a user calls it.</summary>
internal static class ThisProgram
{
    /// <summary>The program's version, as in --version and /v1/hub.</summary>
    public static string Version { get; } =
        typeof(ThisProgram).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>The name by which its user calls it from where the user is.</summary>
    public static string Name =>
        NameFrom(Environment.ProcessPath, Environment.CurrentDirectory, Environment.GetEnvironmentVariable("PATH"));

    /// <summary>The name by which a user calls it from a folder.</summary>
    /// <param name="process">Path of the running program.</param>
    /// <param name="folder">The current folder.</param>
    /// <param name="searchPath">$PATH.</param>
    public static string NameFrom(string? process, string folder, string? searchPath)
    {
        const string name = "gpiohub";
        if (process is null || Path.GetFileName(process) != name) return name;     // started through dotnet
        if ((searchPath ?? "").Split(':').Any(on => on.Length > 0 && IsIn(on, process, name))) return name;

        string relative = Path.GetRelativePath(folder, process);
        if (relative.StartsWith("..", StringComparison.Ordinal)) return process;
        return relative.Contains('/', StringComparison.Ordinal) ? relative : $"./{relative}";
    }

    // Or a link to it: an installed program lies in a folder of its own.
    private static bool IsIn(string folder, string process, string name)
    {
        if (folder == Path.GetDirectoryName(process)) return true;
        try
        {
            return File.ResolveLinkTarget(Path.Combine(folder, name), returnFinalTarget: true)?.FullName == process;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
