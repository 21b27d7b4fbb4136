using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Tests.Support;

/// <summary>A folder for $PATH with the program in it, as it is when it is installed.</summary>
internal static class ProgramOnPath
{
    /// <returns>The environment of a shell that finds it, and the hub.</returns>
    public static Dictionary<string, string> In(string folder, string socket)
    {
        string program = Path.Combine(folder, "gpiohub");
        File.WriteAllText(program, $"#!/bin/sh\nexec {Environment.ProcessPath} {typeof(ExitCode).Assembly.Location} \"$@\"\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return new Dictionary<string, string>
        {
            ["PATH"] = $"{folder}:{Environment.GetEnvironmentVariable("PATH")}",
            ["GPIOHUB_HUB"] = socket,
            ["GPIOHUB_COMPLETION_MS"] = "30000",                            // a machine that builds meanwhile is no slow hub
            ["DOTNET_ROOT"] = Path.GetDirectoryName(Environment.ProcessPath)!,
        };
    }
}
