using System.Diagnostics;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Tests.Support;

/// <summary>The program in a process of its own.</summary>
internal static class GpioHubProcess
{
    /// <param name="through">A command that starts it; empty = none.</param>
    public static async Task<CliResult> RunAsync(string[] through, params string[] args)
    {
        using var process = Start(through, args);
        var output = process.StandardOutput.ReadToEndAsync();
        string error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return new CliResult(process.ExitCode, await output, error);
    }

    public static Process Start(string[] through, params string[] args)
    {
        string[] command = [.. through, Environment.ProcessPath!, typeof(ExitCode).Assembly.Location, .. args];
        return Process.Start(
            new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
    }
}
