using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Processes;

/// <summary>The published hub, in a process and a folder of its own.</summary>
internal sealed class HubProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-bench-");
    private readonly ChildProcess _process;

    /// <summary>Starts it and waits until all its sockets are served.</summary>
    /// <param name="program">Path of gpiohub.</param>
    /// <param name="settings">Lines for the section <c>hub</c> of its configuration.</param>
    /// <exception cref="BenchException">It did not come up.</exception>
    public HubProcess(string program, Placement where, int guests, IReadOnlyList<string> settings)
    {
        string file = Path.Combine(Folder, "rig.yaml");
        File.WriteAllText(file, new BenchRig(Folder, guests, settings).Yaml());
        _process = new ChildProcess(where.StartsAnswerersOn, program, ["run", file]);
        try
        {
            AwaitUp();
            if (where.StartsAnswerersOn != where.Answerers) _process.HoldOn(where.Answerers);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Folder => _folder.FullName;

    public int Id => _process.Id;

    public MemoryUse Memory => MemoryUse.Of(Id);

    public void Dispose()
    {
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    // Its banner's last line: then all sockets are served. To try one would be to take its one place.
    private void AwaitUp()
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!_process.ToString().Contains("Ctrl-C ends.", StringComparison.Ordinal))
        {
            if (_process.HasEnded || DateTime.UtcNow > end) throw new BenchException($"the hub does not come up\n{_process}");
            Thread.Sleep(20);
        }
    }
}
