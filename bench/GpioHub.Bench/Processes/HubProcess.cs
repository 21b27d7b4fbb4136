using System.Diagnostics;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Processes;

/// <summary>The published hub, in a process and a folder of its own.</summary>
internal sealed class HubProcess : IBackEnd
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-bench-");
    private readonly ChildProcess _process;

    /// <summary>Starts the hub and waits until all its sockets listen.</summary>
    /// <param name="program">Path of gpiohub.</param>
    /// <param name="rig">Makes its configuration from the folder of its sockets.</param>
    /// <param name="kept">False: nobody could go on when it ends.</param>
    /// <param name="more">More words of its command line.</param>
    /// <exception cref="BenchException">It did not come up.</exception>
    public HubProcess(string program, Placement where, Func<string, string> rig, bool kept = true, params string[] more)
    {
        string file = Path.Combine(Folder, "rig.yaml");
        File.WriteAllText(file, rig(Folder));
        long began = Stopwatch.GetTimestamp();
        _process = new ChildProcess(where.StartsAnswerersOn, program,
            [.. kept ? (string[])["run"] : ["run", "--no-keep"], file, .. more]);
        try
        {
            AwaitUp();
            StartUp = Stopwatch.GetElapsedTime(began);
            Id = ServingProcess.Of(_process.Id);
            if (where.StartsAnswerersOn != where.Answerers) ChildProcess.HoldOn(Id, where.Answerers);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Folder => _folder.FullName;

    /// <summary>Of the process that serves: that of a hub which is kept is its keeper's child.</summary>
    public int Id { get; }

    /// <summary>The time from before its exec until it has said that all its sockets listen; exact to a millisecond or two.</summary>
    public TimeSpan StartUp { get; }

    public MemoryUse Memory => MemoryUse.Of(Id);

    public void Dispose()
    {
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    // After the banner's last line all sockets listen. Trying a socket would take its only place.
    private void AwaitUp()
    {
        DateTime end = DateTime.UtcNow + Patience;
        while (!_process.ToString().Contains("Ctrl-C ends.", StringComparison.Ordinal))
        {
            if (_process.HasEnded || DateTime.UtcNow > end) throw new BenchException($"the hub does not come up\n{_process}");
            Thread.Sleep(1);
        }
    }
}
