using GpioHub.Hub.Commands;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Hosting.Rigs;

namespace GpioHub.Hub.Tests.Support;

internal sealed record CliResult(int Code, string Out, string Error);

/// <summary>Runs command lines in this process.</summary>
internal static class Cli
{
    public static Task<CliResult> RunAsync(params string[] args) => RunAsync(args, new Dictionary<string, string>());

    public static async Task<CliResult> RunAsync(
        string[] args, Dictionary<string, string> variables, Func<IRigRuntime>? rig = null, CancellationToken cancel = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await GpioHubCommand.RunAsync(args, new Terminal(output, error, name => variables.GetValueOrDefault(name)),
            rig ?? NoRig, cancel);
        return new CliResult(code, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line that goes on for a while; its output can be watched.</summary>
    public static async Task<(int Code, string Error)> WatchAsync(string[] args, TextWriter output, Func<IRigRuntime>? rig = null,
        CancellationToken cancel = default)
    {
        using var error = new WatchedWriter();
        return await WatchAsync(args, output, error, rig, cancel);
    }

    /// <summary>Does the same, with a stderr that can be watched as well.</summary>
    public static async Task<(int Code, string Error)> WatchAsync(
        string[] args, TextWriter output, WatchedWriter error, Func<IRigRuntime>? rig = null, CancellationToken cancel = default)
    {
        int code = await GpioHubCommand.RunAsync(args, new Terminal(output, error, _ => null), rig ?? NoRig, cancel);
        await error.FlushAsync(CancellationToken.None);
        return (code, error.ToString());
    }

    private static IRigRuntime NoRig() => throw new InvalidOperationException("only run may start a rig");
}
