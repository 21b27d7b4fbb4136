using GpioHub.Hub.Hosting.Rigs;
using Xunit;

namespace GpioHub.Hub.Tests.Support;

/// <summary><c>gpiohub run CONFIG</c> with the real actors, in this process; disposing of it is a SIGTERM.</summary>
internal sealed class RunningHub : IAsyncDisposable
{
    private readonly WatchedWriter _output = new();
    private readonly CancellationTokenSource _interrupt = new();
    private readonly Task<(int Code, string Error)> _run;

    private RunningHub(string config, string[] options) =>
        _run = Cli.WatchAsync(["run", config, .. options], _output, Log, () => new RigRuntime(), _interrupt.Token);

    /// <summary>Its stderr.</summary>
    public WatchedWriter Log { get; } = new();

    public static async Task<RunningHub> StartAsync(string config, params string[] options)
    {
        Assert.DoesNotContain("--host", options);                          // it would be the host of every other test: KeptHub
        var running = new RunningHub(config, options);
        await Task.WhenAny(running._output.SeenAsync("Ctrl-C ends.\n"), running._run);
        Assert.False(running._run.IsCompleted, running._run.IsCompleted ? (await running._run).Error : "");
        return running;
    }

    /// <returns>Everything that it has written to stderr.</returns>
    public async Task<string> StopAsync()
    {
        await _interrupt.CancelAsync();
        var (code, error) = await _run;
        Assert.Equal(0, code);
        return error;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _interrupt.Dispose();
        _output.Dispose();
        Log.Dispose();
    }
}
