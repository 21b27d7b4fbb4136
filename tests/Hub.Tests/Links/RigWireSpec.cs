using System.Net;
using System.Net.Sockets;
using GpioHub.Hub.Links;
using GpioHub.Hub.Links.Certificates;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Links;
using GpioHub.Rules.Plan;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>The wire between hubs: real actor systems, real sockets.</summary>
public class RigWireSpec
{
    [Fact(DisplayName = "Messages of a hub arrive at the other's door in their order, as they were and with the sender's host")]
    public async Task MessagesArrive()
    {
        int portA = Ports.Free(), portB = Ports.Free();
        await using var a = new WiredHub(WiredHub.Plan("Bench-A", portA, ("bench_b.1", portB)));
        await using var b = new WiredHub(WiredHub.Plan("bench_b.1", portB, ("Bench-A", portA)));
        await WiredHub.MeetAsync(a, b);

        LinkMessage[] sent =
        [
            new Open("bench", 7, [new OpenLine("IGN", true), new OpenLine("17", false)]),
            new Wish("bench", 7, 1, 3, true, false),
            new Took("bench", 7, 12),
            .. Enumerable.Range(1, 200).Select(n => new Edges("bench", 7, n, [new LineEdges(0, n, n - 1, true, n, n)])),
            new Close("bench", 7),
        ];
        foreach (var message in sent) a.Wire.Send("bench_b.1", message);
        await Until.SoAsync(() => b.Door.Messages.Any(one => one.Message is Close), "the last message arrives");

        var arrived = b.Door.Messages.Where(one => one.Message is not Beat).ToList();
        Assert.All(arrived, one => Assert.Equal("Bench-A", one.Host));
        Assert.Equal(sent.Select(Convert), arrived.Select(one => Convert(one.Message)));
        Assert.Empty(b.Door.Refused);

        static string Convert(LinkMessage message) =>
            System.Convert.ToHexString(GpioHub.Hub.Links.Wire.LinkCodec.Encode(message));
    }

    [Fact(DisplayName = "A hub that has begun anew at the same address is reached again, and no quarantine keeps it out (LK-12)")]
    public async Task RestartedPeer()
    {
        int portA = Ports.Free(), portB = Ports.Free();
        await using var a = new WiredHub(WiredHub.Plan("bench-a", portA, ("bench-b", portB)));
        for (int boot = 1; boot <= 3; boot++)
        {
            await using var b = new WiredHub(WiredHub.Plan("bench-b", portB, ("bench-a", portA)), boot);
            await b.BeatUntilAsync("bench-a", () => a.Door.Messages.Any(one => one.Message is Beat beat && beat.Boot == (ulong)boot),
                "the new one is heard");
            await a.BeatUntilAsync("bench-b", () => b.Door.Arrivals > 0, "it hears");
        }

        Assert.Empty(a.Door.Refused);
    }

    [Fact(DisplayName = "A connection through which nothing comes any more is given up, and the link heals without a restart of either " +
        "hub")]
    public async Task CutAndHealed()
    {
        int portA = Ports.Free(), portB = Ports.Free();
        using var toA = new TcpProxy(portA);
        using var toB = new TcpProxy(portB);
        await using var a = new WiredHub(WiredHub.Plan("bench-a", portA, ("bench-b", toB.Port)));
        await using var b = new WiredHub(WiredHub.Plan("bench-b", portB, ("bench-a", toA.Port)));
        for (int round = 0; round < 3; round++)
        {
            await WiredHub.MeetAsync(a, b);
            (toA.IsCut, toB.IsCut) = (true, true);
            await a.BeatUntilAsync("bench-b", () => a.Wire.Troubles.With("bench-b") is not null, "a notices");
            await b.BeatUntilAsync("bench-a", () => b.Wire.Troubles.With("bench-a") is not null, "b notices");
            (toA.IsCut, toB.IsCut) = (false, false);
        }

        await WiredHub.MeetAsync(a, b);
        await Until.SoAsync(() => a.Wire.Troubles.With("bench-b") is null, "the trouble is over");
        Assert.Empty(a.Door.Refused);
        Assert.Empty(b.Door.Refused);
    }

    [Fact(DisplayName = "A connection that breaks for who made it is made again, and neither hub turns the other away for that")]
    public async Task Broken()
    {
        int portA = Ports.Free(), portB = Ports.Free();
        using var toA = new TcpProxy(portA);
        using var toB = new TcpProxy(portB);
        await using var a = new WiredHub(WiredHub.Plan("bench-a", portA, ("bench-b", toB.Port)));
        await using var b = new WiredHub(WiredHub.Plan("bench-b", portB, ("bench-a", toA.Port)));
        for (int round = 0; round < 4; round++)
        {
            await WiredHub.MeetAsync(a, b);
            toA.BreakNear();
            toB.BreakNear();
        }

        await WiredHub.MeetAsync(a, b);
        Assert.Empty(a.Door.Refused);
        Assert.Empty(b.Door.Refused);
    }

    [Fact(DisplayName = "A hub whose port another process has is no hub that does not start: the port is tried again until it is free")]
    public async Task PortInUse()
    {
        int portA = Ports.Free(), portB = Ports.Free();
        using var other = new TcpListener(IPAddress.Loopback, portA);
        other.Start();
        await using var a = new WiredHub(WiredHub.Plan("bench-a", portA, ("bench-b", portB)));
        await using var b = new WiredHub(WiredHub.Plan("bench-b", portB, ("bench-a", portA)));
        a.Wire.Send("bench-b", a.Beat());     // is lost, and throws nothing
        other.Stop();
        await WiredHub.MeetAsync(a, b);
    }

    [Fact(DisplayName = "Whoever is in no plan is nobody: what it sends reaches no link, and a reload lets it in (LK-02)")]
    public async Task StrangerAndReload()
    {
        int portA = Ports.Free(), portB = Ports.Free(), portC = Ports.Free();
        await using var a = new WiredHub(WiredHub.Plan("bench-a", portA, ("bench-b", portB)));
        await using var c = new WiredHub(WiredHub.Plan("bench-c", portC, ("bench-a", portA)));
        await c.BeatUntilAsync("bench-a", () => a.Door.Refused.Any(one => one.Why.Contains("bench-c", StringComparison.Ordinal)),
            "it is turned away");
        Assert.Equal(0, a.Door.Arrivals);

        a.Wire.Replan(WiredHub.Plan("bench-a", portA, ("bench-b", portB), ("bench-c", portC)));
        await WiredHub.MeetAsync(a, c);

        a.Wire.Replan(WiredHub.Plan("bench-a", portA, ("bench-b", portB)));
        long before = a.Door.Refused.Count;
        await c.BeatUntilAsync("bench-a", () => a.Door.Refused.Count > before, "it is turned away again");
    }

    [Fact(DisplayName = "A reload moves the hub to another port, and its peer to another address")]
    public async Task MovedHub()
    {
        int portA = Ports.Free(), portB = Ports.Free(), moved = Ports.Free();
        await using var a = new WiredHub(WiredHub.Plan("bench-a", portA, ("bench-b", portB)));
        await using var b = new WiredHub(WiredHub.Plan("bench-b", portB, ("bench-a", portA)));
        await WiredHub.MeetAsync(a, b);

        a.Wire.Replan(WiredHub.Plan("bench-a", moved, ("bench-b", portB)));
        b.Wire.Replan(WiredHub.Plan("bench-b", portB, ("bench-a", moved)));
        await Until.SoAsync(() => a.Wire.Begun == 2, "it listens anew");     // until then they may still meet as before
        await WiredHub.MeetAsync(a, b);
        Assert.Throws<SocketException>(() => new TcpClient("127.0.0.1", portA).Dispose());
    }

    [Fact(DisplayName = "A successor's wire keeps nobody waiting for its files: why they cannot be read is what is known of each host, " +
        "and it listens as soon as they can (LK-12)")]
    public async Task FilesOfSuccessor()
    {
        using var pki = new Pki();
        var files = pki.Files("bench-a");
        string moved = files.Certificate + ".moved";
        File.Move(files.Certificate, moved);
        var plan = WiredHub.Plan("bench-a", Ports.Free(), ("bench-b", Ports.Free())) with { Certificates = files };
        using var reactor = LinkReactor.Start();
        await using var wire = new RigWire(reactor, NullLoggerFactory.Instance, verbose: false);
        var door = new Door();

        wire.Replan(plan);
        wire.Begin(door);
        await Until.SoAsync(() => wire.TroubleWith("bench-b") is not null, "somebody says why");
        Assert.Equal($"{files.Certificate}: no such file", wire.TroubleWith("bench-b"));
        Assert.Equal(0, wire.Begun);

        File.Move(moved, files.Certificate);
        wire.Replan(plan);                                                 // as a reload does
        await Until.SoAsync(() => door.Ups > 0, "it listens");
        Assert.Equal((1, 1), (wire.Begun, door.Ups));
    }

    [Theory(DisplayName = "No listener without TLS but on loopback: it says so before anything listens (LK-15)")]
    [InlineData("0.0.0.0")]
    [InlineData("10.77.0.1")]
    [InlineData("bench-a.lab")]
    [InlineData("::")]
    public void NoTlsNotLoopback(string listen)
    {
        var plan = WiredHub.Plan("bench-a", 4053) with { Listen = new HostAddress(listen, 4053) };
        using var reactor = LinkReactor.Start();
        var refused = Assert.Throws<LinkSetupException>(() => new RigWire(plan, reactor, NullLoggerFactory.Instance, verbose: false));
        Assert.StartsWith($"rig.listen {plan.Listen}: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "On loopback it may be without TLS (LK-15)")]
    [InlineData("127.0.0.1")]
    [InlineData("127.3.2.1")]
    [InlineData("localhost")]
    [InlineData("::1")]
    public async Task NoTlsOnLoopback(string listen)
    {
        var plan = WiredHub.Plan("bench-a", 4053) with { Listen = new HostAddress(listen, 4053) };
        using var reactor = LinkReactor.Start();
        await new RigWire(plan, reactor, NullLoggerFactory.Instance, verbose: false).DisposeAsync();
    }
}
