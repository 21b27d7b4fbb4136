using System.Diagnostics;

namespace GpioHub.Bench.Processes;

/// <summary>A process of ours on given CPUs. It ends with this object, or at the latest with this program.</summary>
internal sealed class ChildProcess : IDisposable
{
    private readonly Process _process;
    private readonly Queue<string> _lastWords = new();

    /// <param name="cpus">A list as taskset takes it.</param>
    public ChildProcess(string cpus, string program, IEnumerable<string> arguments, bool converses = false)
    {
        // each of these execs the next: the process id stays
        List<string> words = ["setpriv", "--pdeathsig", "KILL", "taskset", "-c", cpus, program, .. arguments];
        var start = new ProcessStartInfo(words[0], words.Skip(1))
        {
            RedirectStandardInput = converses,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
        if (converses) return;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
    }

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public StreamWriter Input => _process.StandardInput;

    public StreamReader Output => _process.StandardOutput;

    /// <summary>Moves all threads of a process, and those that they will start, to these CPUs.</summary>
    public static void HoldOn(int process, string cpus)
    {
        using var taskset = Process.Start(
            new ProcessStartInfo("taskset", ["-a", "-p", "-c", cpus, $"{process}"]) { RedirectStandardOutput = true })!;
        taskset.WaitForExit();
        if (taskset.ExitCode != 0) throw new BenchException($"taskset cannot hold process {process} on CPU {cpus}");
    }

    /// <summary>Waits for it to end by itself, then kills it.</summary>
    public void End(TimeSpan patience)
    {
        if (!_process.WaitForExit(patience)) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);    // a hub outlives its keeper
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        const int Kept = 20;
        if (line is null) return;
        lock (_lastWords)
        {
            _lastWords.Enqueue(line);
            if (_lastWords.Count > Kept) _lastWords.Dequeue();
        }
    }

    /// <summary>The last lines that it wrote, except those of a conversation.</summary>
    public override string ToString()
    {
        lock (_lastWords) return string.Join('\n', _lastWords);
    }
}
