using System.Diagnostics;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>What a verb's output that cannot be written does: the exit code says it, and stderr why (IF-2.5).</summary>
public sealed class OutputSpec : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS, rehearse: false }
        chips: { bench: { driver: sim, lines: [IGN] } }
        guests: { ivi: { lines: [{ name: IGN, from: bench/IGN }] } }
        """);

    private static string Program => Path.Combine(AppContext.BaseDirectory, "gpiohub");

    public void Dispose() => _rig.Dispose();

    [Theory(DisplayName = "Output that was closed, or has no room left, is exit 1 and one line that says why (IF-2.5)")]
    [InlineData("--help", "1>&-", "Bad file descriptor")]
    [InlineData("--version", "1>&-", "Bad file descriptor")]
    [InlineData("--print-capabilities", "1>&-", "Bad file descriptor")]
    [InlineData("check RIG", "1>&- <&-", "Bad file descriptor")]
    [InlineData("run --no-keep RIG", "1>&-", "Bad file descriptor")]
    [InlineData("--help", "1>/dev/full", "No space left on device")]
    [InlineData("--version", "1>/dev/full", "No space left on device")]
    [InlineData("completion bash", "1>/dev/full", "No space left on device")]
    [InlineData("check RIG", "1>/dev/full", "No space left on device")]
    [InlineData("run --no-keep RIG", "1>/dev/full", "No space left on device")]
    public async Task Unwritten(string line, string where, string why)
    {
        var (code, error) = await ShellAsync($"exec '{Program}' {line.Replace("RIG", _rig.Config, StringComparison.Ordinal)} {where}");

        Assert.Equal((1, $"gpiohub: write error: {why}"), (code, error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]));
        Assert.DoesNotContain("internal error", error, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "With everything closed a verb still ends with its exit code, and nothing is written to what has taken its place")]
    public async Task AllClosed()
    {
        Assert.Equal(1, (await ShellAsync($"exec '{Program}' --help <&- >&- 2>&-")).Code);
        Assert.Equal(2, (await ShellAsync($"exec '{Program}' frobnicate <&- >&- 2>&-")).Code);
    }

    [Fact(DisplayName = "A pipe whose reader has gone ends a verb with 0 and no word, a recording too; who says nothing needs no stdout")]
    public async Task ReaderGone()
    {
        using WatchedWriter output = new(), log = new();
        using var interrupt = new CancellationTokenSource();
        var run = Cli.WatchAsync(["run", _rig.Config], output, log, () => new RigRuntime(), interrupt.Token);
        await output.SeenAsync("Ctrl-C ends.\n");
        string hub = $"--hub '{Path.Combine(_rig.Sockets, "control.sock")}'";

        Assert.Equal((0, ""), await UnreadAsync("--help"));
        Assert.Equal((0, ""), await UnreadAsync($"{hub} info"));
        Assert.Equal((0, ""), await UnreadAsync($"{hub} record -"));
        Assert.Equal((0, ""), await ShellAsync($"exec '{Program}' {hub} set bench/IGN=1 >&-"));
        await interrupt.CancelAsync();
        Assert.Equal(0, (await run).Code);
    }

    /// <summary>Runs a command line whose reader is gone before it begins.</summary>
    private static async Task<(int Code, string Error)> UnreadAsync(string line)
    {
        using var process = Start($"read go; exec '{Program}' {line}", readsOutput: true);
        process.StandardOutput.Dispose();
        await process.StandardInput.WriteLineAsync();
        return await EndAsync(process);
    }

    private static async Task<(int Code, string Error)> ShellAsync(string line)
    {
        using var process = Start(line, readsOutput: false);
        return await EndAsync(process);
    }

    private static Process Start(string line, bool readsOutput) => Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line])
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = readsOutput,
        RedirectStandardError = true,
    })!;

    private static async Task<(int Code, string Error)> EndAsync(Process process)
    {
        string error = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        return (process.ExitCode, error);
    }
}
