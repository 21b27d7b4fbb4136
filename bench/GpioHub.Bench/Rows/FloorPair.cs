using GpioHub.Bench.Processes;
using GpioHub.Bench.Statistics;

namespace GpioHub.Bench.Rows;

/// <summary>The floor of a placement: two bare processes that play ping-pong with eventfds, or of which one answers each ping with
/// many.</summary>
internal sealed class FloorPair : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-floor-");
    private readonly WorkerProcess _ping;
    private readonly ChildProcess _pong;

    /// <param name="fan">Answers to each ping; null = one, without epoll between.</param>
    public FloorPair(Harness bench, Placement where, int? fan = null)
    {
        var (ping, pong, more) = fan is { } answers ? ("fanping", "fanpong", [$"fan={answers}"]) : ("ping", "pong", Array.Empty<string>());
        string socket = Path.Combine(_folder.FullName, "pong.sock");
        _ping = new WorkerProcess(where.Callers, ping, [$"socket={socket}", .. more]);
        while (!File.Exists(socket)) Thread.Sleep(10);
        Thread.Sleep(10);   // bound already, and listening an instant later
        _pong = new ChildProcess(where.Answerers, Environment.ProcessPath!, ["worker", pong, $"socket={socket}", .. more]);
        _ping.WhenReady().Run(bench.WarmUp);
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
