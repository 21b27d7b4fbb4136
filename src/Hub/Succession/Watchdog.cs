using GpioHub.Actors.Contract;

namespace GpioHub.Hub.Succession;

/// <summary>Says that the hub is alive for as long as every reactor comes round. Source: IF-2.22.</summary>
internal sealed class Watchdog : IAsyncDisposable
{
    /// <summary>So often within the time after which the hub is killed.</summary>
    private const int Rounds = 4;

    private readonly CancellationTokenSource _end = new();
    private readonly Task _running;

    private Watchdog(Func<CancellationToken, Task> run) => _running = run(_end.Token);

    /// <param name="keeper">null = nobody listens.</param>
    /// <param name="time">null = there is none.</param>
    public static Watchdog Begin(KeeperContact? keeper, TimeSpan? time, IRig rig) => new(keeper is null || time is not { } known
        ? _ => Task.CompletedTask
        : cancel => RunAsync(keeper.SayAlive, keeper.HasKeeper ? known : keeper.ServiceWatchdog, rig, cancel));

    /// <summary>Ends it: a hub that stops is not watched.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_end.IsCancellationRequested) return;
        await _end.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    /// <summary>Says it, each time every reactor has answered in one of its turns.</summary>
    /// <param name="time">Zero = nobody watches.</param>
    internal static async Task RunAsync(Action sayAlive, TimeSpan time, IRig rig, CancellationToken cancel)
    {
        if (time <= TimeSpan.Zero) return;
        using var pace = new PeriodicTimer(time / Rounds);
        do
        {
            var rounds = await rig.ComeRoundAsync(time, cancel);
            if (rounds.All(round => round is not null)) sayAlive();
        }
        while (await pace.WaitForNextTickAsync(cancel));
    }
}
