using System.Collections.Concurrent;
using Akka.Actor;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Links;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Links;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Links;

/// <summary>Two hubs with real guests, each on reactors of its own, and the actors of their links on threads of the pool.</summary>
public sealed class LinkThreadsSpec : IAsyncDisposable
{
    private const int Line = 0, Driven = 1;

    private readonly ConcurrentDictionary<string, ILinkDoor> _doors = new();
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(60));
    private readonly List<LiveRig> _rigs = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var rig in _rigs) await rig.DisposeAsync();
        _patience.Dispose();
    }

    [Fact(DisplayName = "An edge on one hub is an interrupt on the other, and a drive on one a level on the other (LK-01, LK-03)")]
    public async Task EdgesAndDrivesCross()
    {
        var (a, b) = await StartAsync();
        await using var guest = await b.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(Line, IrqType.EdgeBoth);
        await b.UntilAsync(snapshot => snapshot.Armed == 1);

        for (int i = 0; i < 200; i++)
        {
            bool level = i % 2 == 0;
            await a.SetAsync(Line, level);
            Assert.Equal(level, (await irq.Events.ReadAsync(_patience.Token)).Level);
            await b.UntilAsync(snapshot => snapshot.Armed == 1);
        }

        for (int i = 0; i < 50; i++)
        {
            bool level = i % 2 == 0;
            await guest.SetValueAsync(Driven, level);
            if (i == 0) await guest.SetDirectionAsync(Driven, GpioDirection.Out);
            Assert.Equal(level, await guest.GetValueAsync(Driven));
            Assert.Equal(level, (await LineOf(a, Driven)).Level);
        }
    }

    [Fact(DisplayName = "A storm between threads: the last level is right, and each edge is told or counted (LK-09)")]
    public async Task NoEdgeIsLostUncounted()
    {
        var (a, b) = await StartAsync();
        await using var guest = await b.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(Line, IrqType.EdgeBoth);

        await Task.WhenAll(Enumerable.Range(0, 3000).Select(i => a.SetAsync(Line, i % 2 == 0)));
        await a.SetAsync(Line, true);

        LineSnapshot there, here;
        do
        {
            _patience.Token.ThrowIfCancellationRequested();
            (there, here) = (await LineOf(a, Line), await LineOf(b, Line));
        }
        while (here.Edges + here.Lost != there.Edges);

        Assert.True(here.Level);
        Assert.True(await guest.GetValueAsync(Line));
        Assert.InRange(there.Edges, 1000, 3001);
    }

    [Theory(DisplayName = "A link whose actor fails begins anew: all is opened again, and drives go on (LK-12)")]
    [InlineData("a")]
    [InlineData("b")]
    public async Task FailedActorsBeginAnew(string host)
    {
        var (a, b) = await StartAsync();                                   // its failure is in the log
        await using var guest = await b.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(Line, IrqType.EdgeBoth);
        await b.UntilAsync(snapshot => snapshot.Armed == 1);
        await guest.SetValueAsync(Driven, true);
        await guest.SetDirectionAsync(Driven, GpioDirection.Out);
        var failing = (LinkSet)_doors[host];
        long restarts = (await ChipOf(b)).Restarts;

        failing.ActorOf(host == "a" ? "b" : "a").Tell(new LinkProtocol.EdgesTaken(null!, 0, 0));

        // What is lost by it has been lost by then, and what the consumer drives it has told again.
        await UntilAsync(async () => await ChipOf(b) is { State: ChipState.Up } chip && chip.Restarts > restarts);
        await UntilAsync(async () => (await LineOf(a, Driven)).Level && (await LineOf(b, Driven)).Level);
        await a.SetAsync(Line, true);
        Assert.True((await irq.Events.ReadAsync(_patience.Token)).Level);
        await guest.SetValueAsync(Driven, false);
        Assert.False((await LineOf(a, Driven)).Level);
    }

    private static async Task<ChipSnapshot> ChipOf(LiveRig rig) => (await rig.Hub.ChipAsync("bench", CancellationToken.None))!;

    private async Task UntilAsync(Func<Task<bool>> so)
    {
        while (!await so()) _patience.Token.ThrowIfCancellationRequested();
    }

    private static async Task<LineSnapshot> LineOf(LiveRig rig, int line) =>
        (await rig.Hub.ChipAsync("bench", CancellationToken.None))!.Lines[line];

    /// <summary>Starts both, and waits until the one has the chip of the other.</summary>
    private async Task<(LiveRig Owner, LiveRig Consumer)> StartAsync(ICrashPlan? crashes = null)
    {
        var shared = Plans.Sim("bench", "IGN", "BUZZ");
        shared = shared with { Lines = [.. shared.Lines.Select(line => line with { Sharing = Sharing.Drive })] };
        var remote = shared with
        {
            Driver = new RemotePlan("a", "bench"),
            Lines = [.. shared.Lines.Select(line => line with { Sharing = Sharing.None, LevelIsTold = true })],
        };
        var owner = await StartAsync("a", "b", folder => Plans.Plan(folder, [shared], []), crashes);
        var consumer = await StartAsync(
            "b", "a", folder => Plans.Plan(folder, [remote], [Plans.Guest("ivi", folder, remote)]), crashes);
        await UntilUpAsync(consumer);
        return (owner, consumer);
    }

    private async Task UntilUpAsync(LiveRig consumer)
    {
        while ((await consumer.Hub.ChipAsync("bench", _patience.Token))!.State != ChipState.Up)
            _patience.Token.ThrowIfCancellationRequested();
    }

    private async Task<LiveRig> StartAsync(string host, string other, Func<string, RigPlan> plan, ICrashPlan? crashes)
    {
        var at = new HostAddress("127.0.0.1", 1);
        var links = new LinksPlan("rig7", host, at, [new PeerPlan(other, at, TimeSpan.FromSeconds(20), null)]);
        var rig = await LiveRig.StartAsync(folder => plan(folder) with { Links = links }, crashes, reactors: 2, links: Link);
        _rigs.Add(rig);
        return rig;

        LinkSet Link(ActorSystem system, LinksPlan plan)
        {
            ulong boot = (ulong)host[0] * 1_000_000;
            var set = new LinkSet(system, null, null, plan, new Wire(host, _doors), SystemClock.Instance, boot, goesOn: false);
            _doors[host] = set;
            return set;
        }
    }

    /// <summary>Carries messages on the thread that sends them.</summary>
    private sealed class Wire(string from, ConcurrentDictionary<string, ILinkDoor> doors) : ILinkWire
    {
        public void Send(string host, LinkMessage message)
        {
            if (doors.TryGetValue(host, out var door)) door.Arrived(from, message);
        }
    }
}
