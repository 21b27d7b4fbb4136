using System.Diagnostics;

namespace GpioHub.Hub.Tests.Support;

/// <summary>A tool of Debian that judges something: it runs to its end.</summary>
internal static class ToolProcess
{
    /// <param name="input">Its stdin.</param>
    /// <param name="folder">Where it runs; null = anywhere.</param>
    public static async Task<CliResult> RunAsync(string tool, string[] args, string input = "", string? folder = null)
    {
        var start = new ProcessStartInfo(tool, args)
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
