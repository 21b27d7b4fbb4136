using System.Globalization;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Processes;

/// <summary>The links' floor: two bare processes that send a message to and fro over TCP.</summary>
internal sealed class TcpPair : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-floor-");
    private readonly WorkerProcess _ping;
    private readonly ChildProcess _pong;

    /// <param name="pauseMs">Before each message; 0 = none.</param>
    public TcpPair(int pauseMs, TimeSpan warmUp)
    {
        string port = Path.Combine(_folder.FullName, "port");
        string cpus = Placement.Free.Callers;
        _ping = new WorkerProcess(cpus, "tcpping", $"port={port}", string.Create(CultureInfo.InvariantCulture, $"pause={pauseMs}"));
        while (!File.Exists(port)) Thread.Sleep(10);
        _pong = new ChildProcess(cpus, Environment.ProcessPath!, ["worker", "tcppong", $"port={port}"]);
        _ping.WhenReady().Run(warmUp);
    }

    public Sample Run(TimeSpan time) => _ping.Run(time);

    public void Dispose()
    {
        _ping.Dispose();
        _pong.End(TimeSpan.FromSeconds(5));     // it ends when its peer has ended
        _pong.Dispose();
        _folder.Delete(recursive: true);
    }
}
