using System.Globalization;
using System.Text.Json;
using GpioHub.Bench.Statistics;
using GpioHub.Bench.Workers;

namespace GpioHub.Bench.Processes;

/// <summary>A worker in a process of its own: this program, started again.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;
    private readonly string _what;

    /// <param name="kind">As <see cref="WorkerProgram"/> knows it.</param>
    public WorkerProcess(string cpus, string kind, params string[] arguments)
    {
        _what = $"{kind} {string.Join(' ', arguments)}";
        _process = new ChildProcess(cpus, Environment.ProcessPath!, ["worker", kind, .. arguments], converses: true);
    }

    /// <summary>Waits until it is set up.</summary>
    /// <exception cref="BenchException">It failed to.</exception>
    public WorkerProcess WhenReady()
    {
        string line = Read(TimeSpan.Zero);
        return line == WorkerProgram.Ready ? this : throw new BenchException($"{_what}: \"{line}\" instead of \"{WorkerProgram.Ready}\"");
    }

    /// <exception cref="BenchException">It failed, or hangs.</exception>
    public Sample Run(TimeSpan time)
    {
        _process.Input.WriteLine(((int)time.TotalMilliseconds).ToString(CultureInfo.InvariantCulture));
        _process.Input.Flush();
        return JsonSerializer.Deserialize<Sample>(Read(time))!;
    }

    /// <summary>Ends the worker in order: its guests are switched off.</summary>
    public void Dispose()
    {
        _process.Input.Close();
        _process.End(TimeSpan.FromSeconds(5));
        _process.Dispose();
    }

    private string Read(TimeSpan work)
    {
        Task<string?> line = _process.Output.ReadLineAsync();
        if (!line.Wait(work + Patience)) throw new BenchException($"{_what}: no answer\n{_process}");
        if (line.Result is { } answer) return answer;
        _process.End(Patience);
        throw new BenchException($"{_what}: ended\n{_process}");
    }
}
