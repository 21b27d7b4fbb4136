using System.Collections.Concurrent;
using System.Diagnostics;

namespace GpioHub.EndToEnd.Support;

/// <summary>A program that a test started. Its text is kept for failure messages, and it is killed at the latest when the test run
/// ends.</summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<ChildProcess, bool> Running = new();

    private readonly Process _process;
    private readonly LineLog _log = new();
    private readonly LineLog _printed = new();

    static ChildProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var child in Running.Keys) child.Kill();
    };

    private ChildProcess(string name, Process process) => (Name, _process) = (name, process);

    public string Name { get; }

    public int Id => _process.Id;

    /// <summary>Both streams; only stderr if <see cref="Start"/> left stdout to the caller.</summary>
    public LineLog Log => _log;

    /// <summary>Stdout alone.</summary>
    public LineLog Printed => _printed;

    public Stream Input => _process.StandardInput.BaseStream;

    /// <summary>Raw stdout; only if <see cref="Start"/> left it to the caller.</summary>
    public Stream Output => _process.StandardOutput.BaseStream;

    public bool HasExited => _process.HasExited;

    /// <param name="rawOutput">The caller reads <see cref="Output"/>; otherwise stdout goes to <see cref="Log"/> line by line.</param>
    public static ChildProcess Start(string name, string program, IEnumerable<string> arguments, bool rawOutput = false,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) info.Environment[key] = value;

        var child = new ChildProcess(name, new Process { StartInfo = info });
        child._process.ErrorDataReceived += (_, line) => child._log.Add(line.Data);
        child._process.OutputDataReceived += (_, line) =>
        {
            child._printed.Add(line.Data);
            child._log.Add(line.Data);
        };
        child._process.Start();
        Running[child] = true;
        child._process.BeginErrorReadLine();
        if (!rawOutput) child._process.BeginOutputReadLine();
        return child;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Exit code and stdout; stderr is shown if it fails.</returns>
    public static async Task<Answer> RunAsync(string name, string program, IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null, TimeSpan? within = null)
    {
        await using var child = Start(name, program, arguments, environment: environment);
        child.Input.Close();
        int code = await child.ExitAsync(within);
        return new Answer($"{name} {string.Join(' ', child._process.StartInfo.ArgumentList)}", code, child._printed.Text)
        {
            Log = child._log.Text,
        };
    }

    /// <summary>The exit code, once the program has ended by itself and all its text is there.</summary>
    public async Task<int> ExitAsync(TimeSpan? within = null)
    {
        using var limit = new CancellationTokenSource(within ?? Patience.Limit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new ScenarioException($"{Name} (pid {Id}) has not ended.\n{_log.Tail}");
        }
        Running.TryRemove(this, out _);
        return _process.ExitCode;
    }

    /// <summary>Sends SIGKILL to it and to what it started.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or AggregateException or System.ComponentModel.Win32Exception)
        {
            // it has ended, or is ending
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await ExitAsync();
        _process.Dispose();
    }
}
