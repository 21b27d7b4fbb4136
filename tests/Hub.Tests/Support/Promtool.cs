namespace GpioHub.Hub.Tests.Support;

/// <summary>Debian's promtool: the judge of metrics and alerts. build/common.sh installs it.</summary>
internal static class Promtool
{
    /// <param name="input">Its stdin.</param>
    /// <param name="folder">Where it runs; null = anywhere.</param>
    public static Task<CliResult> RunAsync(string input, string? folder, params string[] args) =>
        ToolProcess.RunAsync("promtool", args, input, folder);
}
