using System.Diagnostics;

namespace GpioHub.Hub.Tests.Support;

/// <summary>Debian's promtool: the judge of metrics and alerts. build/common.sh installs it.</summary>
internal static class Promtool
{
    /// <param name="input">Its stdin.</param>
    /// <param name="folder">Where it runs; null = anywhere.</param>
    public static async Task<CliResult> RunAsync(string input, string? folder, params string[] args)
    {
        var start = new ProcessStartInfo("promtool", args)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new CliResult(process.ExitCode, await output, await error);
    }
}
