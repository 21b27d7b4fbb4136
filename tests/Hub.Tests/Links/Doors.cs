using System.Collections.Concurrent;
using GpioHub.Actors.Links;
using GpioHub.Hub.Links;
using GpioHub.Hub.Links.Transport;
using GpioHub.Rules.Links;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>A hub's side of its wire, as the hub's links stand behind it: keeps what has come.</summary>
internal sealed class Door : ILinkDoor
{
    private long _arrived;
    private int _ups;

    public ConcurrentQueue<(string Host, LinkMessage Message)> Messages { get; } = new();

    public ConcurrentQueue<(string From, string Why)> Refused { get; } = new();

    public long Arrivals => Interlocked.Read(ref _arrived);

    /// <summary>How often its wire was up from then on.</summary>
    public int Ups => Volatile.Read(ref _ups);

    public void WireUp() => Interlocked.Increment(ref _ups);

    public void Arrived(string host, LinkMessage message)
    {
        Interlocked.Increment(ref _arrived);
        if (Messages.Count < 10_000) Messages.Enqueue((host, message));
    }

    public void TurnedAway(string from, string why)
    {
        if (Refused.Count < 10_000) Refused.Enqueue((from, why));
    }
}

/// <summary>A hub of a rig, as far as its wire goes.</summary>
internal sealed class WiredHub : IAsyncDisposable
{
    public const string Rig = "rig7";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _host;
    private readonly int _boot;
    private readonly EpollReactor _reactor;
    private long _number;

    public WiredHub(LinksPlan plan, int boot = 1, int mostFrames = Allowance.Frames)
    {
        (_host, _boot) = (plan.Host, boot);
        _reactor = LinkReactor.Start();
        Wire = new RigWire(plan, _reactor, NullLoggerFactory.Instance, verbose: false) { MostFrames = mostFrames };
        Wire.Begin(Door);
    }

    public RigWire Wire { get; }

    public Door Door { get; } = new();

    public static LinksPlan Plan(string host, int port, params (string Host, int Port)[] peers) => new(
        Rig, host, new HostAddress("127.0.0.1", port),
        [.. peers.Select(peer => new PeerPlan(peer.Host, new HostAddress("127.0.0.1", peer.Port), PeerPlan.DefaultAway,
            PeerPlan.DefaultWhenStopped))]);

    public Beat Beat() => new(LinkMessage.Version, Rig, _host, 0, (ulong)_boot, Interlocked.Increment(ref _number), 1, BeatEcho.None);

    /// <summary>Sends beats, as a link does, until something is so.</summary>
    public async Task BeatUntilAsync(string to, Func<bool> so, string what)
    {
        using var limit = new CancellationTokenSource(Patience);
        using var beats = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!so())
        {
            Wire.Send(to, Beat());
            try
            {
                await beats.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{what} did not come about; troubles: {string.Join("; ", Wire.Troubles.All)}; " +
                    $"turned away: {string.Join("; ", Door.Refused.Take(5))}");
            }
        }
    }

    /// <summary>Both hear each other.</summary>
    public static async Task MeetAsync(WiredHub a, WiredHub b)
    {
        long atA = a.Door.Arrivals, atB = b.Door.Arrivals;
        await Task.WhenAll(
            a.BeatUntilAsync(b._host, () => b.Door.Arrivals > atB, $"{b._host} hears {a._host}"),
            b.BeatUntilAsync(a._host, () => a.Door.Arrivals > atA, $"{a._host} hears {b._host}"));
    }

    public async ValueTask DisposeAsync()
    {
        await Wire.DisposeAsync();
        _reactor.Dispose();
    }
}

/// <summary>A reactor that reads connections and does nothing else.</summary>
internal static class LinkReactor
{
    public static EpollReactor Start()
    {
        var reactor = new EpollReactor((e, where) => Assert.Fail($"{where}: {e}"));
        reactor.Start("links");
        return reactor;
    }
}

/// <summary>Waits for what somebody else does.</summary>
internal static class Until
{
    public static Task SoAsync(Func<bool> so, string what) => SoAsync(so, () => what);

    /// <param name="what">Asked when the time is over.</param>
    public static async Task SoAsync(Func<bool> so, Func<string> what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var looks = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!so())
            try
            {
                await looks.WaitForNextTickAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{what()} did not come about");
            }
    }
}
