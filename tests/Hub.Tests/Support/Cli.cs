using GpioHub.Hub.CommandLine;

namespace GpioHub.Hub.Tests.Support;

internal sealed record CliResult(int Code, string Out, string Error);

/// <summary>Command lines, run in this process.</summary>
internal static class Cli
{
    public static Task<CliResult> RunAsync(params string[] args) => RunAsync(args, new Dictionary<string, string>());

    public static async Task<CliResult> RunAsync(string[] args, Dictionary<string, string> variables, CancellationToken cancel = default)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code = await GpioHubCommand.RunAsync(args, new Terminal(output, error, name => variables.GetValueOrDefault(name)), cancel);
        return new CliResult(code, output.ToString(), error.ToString());
    }
}
