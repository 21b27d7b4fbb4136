using System.Diagnostics;
using System.Globalization;

namespace GpioHub.Hub.Tests.Support;

/// <summary><c>gpiohub run CONFIG</c> as its user starts it: a keeper, with a hub of which the process may change.</summary>
internal sealed class KeptHub : IAsyncDisposable
{
    /// <summary>Only to name what hangs.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly WatchedWriter _output = new();
    private readonly Process _process;
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private KeptHub(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Add(_output, line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is null) _closed.TrySetResult();
            else Add(Log, line.Data);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Stdout of all its processes so far.</summary>
    public string Output => _output.ToString();

    /// <summary>Stderr of all its processes.</summary>
    public WatchedWriter Log { get; } = new();

    public int Keeper => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <summary>Its processes: the hub, and what stands by or is to take over.</summary>
    public IReadOnlyList<int> Children =>
    [
        .. File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{Keeper}/task/{Keeper}/children"))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => int.Parse(id, CultureInfo.InvariantCulture)),
    ];

    public static async Task<KeptHub> StartAsync(string config, params string[] options)
    {
        var hub = Begin([], config, options);
        await hub.IsUpAsync();
        return hub;
    }

    /// <param name="through">A command that starts it; empty = none.</param>
    public static KeptHub Begin(string[] through, string config, params string[] options) =>
        new(GpioHubProcess.Start(through, ["run", config, .. options]));

    public Task IsUpAsync() => SeenAsync(_output, "Ctrl-C ends.");

    /// <summary>Waits for a line on stderr, however much came before.</summary>
    public Task LoggedAsync(string text) => SeenAsync(Log, text);

    /// <summary>The same, of a hub whose keeper has ended.</summary>
    public Task LoggedAfterEndAsync(string text) => Log.SeenAsync(text).WaitAsync(Patience);

    /// <summary>Waits until none of its processes is left: each has the stderr of the first.</summary>
    public Task UntilClosedAsync() => _closed.Task.WaitAsync(Patience);

    /// <summary>Waits until its processes are as wanted.</summary>
    public async Task<IReadOnlyList<int>> UntilAsync(Predicate<IReadOnlyList<int>> wanted)
    {
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < Patience)
        {
            if (Children is var children && wanted(children)) return children;
            await Task.Delay(TimeSpan.FromMilliseconds(10));
        }

        throw new TimeoutException($"processes of the keeper: {string.Join(' ', Children)}\n{Log}");
    }

    public static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for the keeper's end.</summary>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    public async Task<int> StopAsync()
    {
        await SignalAsync(Keeper, "TERM");
        return await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            try
            {
                await StopAsync();
            }
            finally
            {
                if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
        _output.Dispose();
        Log.Dispose();
    }

    private async Task SeenAsync(WatchedWriter writer, string text)
    {
        var seen = writer.SeenAsync(text);
        if (await Task.WhenAny(seen, _process.WaitForExitAsync(), Task.Delay(Patience)) != seen)
            throw new TimeoutException($"waited in vain for \"{text}\"\n{_output}\n{Log}");
    }

    private static void Add(WatchedWriter writer, string? line)
    {
        if (line is null) return;
        writer.WriteLine(line);
        writer.Flush();
    }
}
