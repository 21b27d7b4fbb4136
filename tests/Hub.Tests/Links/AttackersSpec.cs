using System.Net.Sockets;
using Akka.Actor;
using Akka.Actor.Internal;
using Akka.Actor.Setup;
using Akka.Remote;
using GpioHub.Hub.Links;
using GpioHub.Hub.Links.Transport;
using GpioHub.Hub.Links.Wire;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Links;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>Those who reach a hub's port and should not: strangers, and members of the rig that want more than messages.</summary>
public sealed class AttackersSpec : IDisposable
{
    private static int s_created;

    private readonly Pki _pki = new();
    private readonly int _portA = Ports.Free(), _portB = Ports.Free(), _portC = Ports.Free();

    [Fact(DisplayName = "Whoever speaks without TLS reaches nothing, and hosts of the rig go on (LK-15)")]
    public Task NoCertificate() => StrangerAsync(() => new Attacker(PlanOf("bench-b", _portB), null));

    [Fact(DisplayName = "A self-signed certificate of a host's name reaches nothing, and hosts of the rig go on (LK-15)")]
    public Task SelfSigned() => StrangerAsync(() => new Attacker(PlanOf("bench-b", _portB), Pki.SelfSigned("bench-b")));

    [Fact(DisplayName = "A certificate of another CA with a host's name reaches nothing, and hosts of the rig go on (LK-15)")]
    public async Task OtherCa()
    {
        using var other = new Pki(WiredHub.Rig);
        await StrangerAsync(() => new Attacker(PlanOf("bench-b", _portB), other.Certificate("bench-b")));
    }

    public static TheoryData<string> Wishes { get; } =
    [
        "PoisonPill to /user", "PoisonPill to the door", "Kill to the door", "selection of /user", "text", "number", "bytes",
        "polymorphic", "identify", "watch", "message to another path", "remote deployment",
    ];

    [Theory(DisplayName = "A member that sends anything but messages of links is cut off before anything of it is read, and the others " +
        "go on (LK-16)")]
    [MemberData(nameof(Wishes))]
    public async Task Member(string wish)
    {
        await using var a = new WiredHub(Victim());
        await using var c = new WiredHub(PlanOf("bench-c", _portC) with { Certificates = _pki.Files("bench-c") });
        await WiredHub.MeetAsync(a, c);
        using var attacker = new Attacker(PlanOf("bench-b", _portB), _pki.Certificate("bench-b"));
        await UntilAsync(() => attacker.Send("/user/link", Beat("bench-b")), () => HeardFrom(a, "bench-b"), "it is a member");
        int before = a.Door.Refused.Count;
        await UntilAsync(() => Send(attacker, wish), () => a.Door.Refused.Count > before, "it is cut off");
        Assert.Contains(a.Door.Refused, one => one is ("bench-b", "it sends what no hub sends"));
        Assert.Equal(0, s_created);
        Assert.All(a.Door.Messages, one => Assert.IsType<Beat>(one.Message));
        await WiredHub.MeetAsync(a, c);
    }

    [Fact(DisplayName = "A member cannot speak for another: its certificate has its name (LK-15)")]
    public async Task Impersonation()
    {
        await using var a = new WiredHub(Victim());
        using var attacker = new Attacker(PlanOf("bench-c", _portC), _pki.Certificate("bench-b"));
        await UntilAsync(() => attacker.Send("/user/link", Beat("bench-c")),
            () => a.Door.Refused.Any(one => one.Why == "it is not bench-c, as it says"), "it is turned away");
        Assert.Equal(0, a.Door.Arrivals);
    }

    [Fact(DisplayName = "A member that floods loses what is too much of it before it is read; another's messages arrive meanwhile (LK-17)")]
    public async Task Flood()
    {
        await using var a = new WiredHub(Victim(), mostFrames: 500);                  // however slow this machine is
        await using var c = new WiredHub(PlanOf("bench-c", _portC) with { Certificates = _pki.Files("bench-c") });
        await WiredHub.MeetAsync(a, c);
        using var attacker = new Attacker(PlanOf("bench-b", _portB), _pki.Certificate("bench-b"));
        await UntilAsync(() => attacker.Send("/user/link", Beat("bench-b")), () => HeardFrom(a, "bench-b"), "it is a member");
        var took = new Took("bench", 1, 1);
        await UntilAsync(() =>
        {
            for (int i = 0; i < 2_000; i++) attacker.Send("/user/link", took);
        }, () => a.Door.Refused.Any(one => one is ("bench-b", "too many messages")), "some of it is too much");
        await WiredHub.MeetAsync(a, c);
    }

    [Fact(DisplayName = "Connections over which nothing comes keep nobody out: the oldest of them go (LK-17)")]
    public async Task ManyConnections()
    {
        await using var a = new WiredHub(Victim());
        await Until.SoAsync(() => CanConnect(_portA), "it listens");
        var silent = Enumerable.Range(0, 3 * RigConnections.MostStrangers).Select(_ => new TcpClient("127.0.0.1", _portA)).ToList();
        await using var c = new WiredHub(PlanOf("bench-c", _portC) with { Certificates = _pki.Files("bench-c") });
        await WiredHub.MeetAsync(a, c);
        await Until.SoAsync(() => silent.Count(IsClosed) >= 2 * RigConnections.MostStrangers, "the oldest are closed");
        silent.ForEach(one => one.Dispose());
    }

    [Fact(DisplayName = "No serializer of the system \"rig\" reads or writes anything but messages of links, by name, by type and by " +
        "id (LK-16)")]
    public async Task Serializers()
    {
        var self = new RigAddress("bench-a", isEncrypted: false);
        using var reactor = LinkReactor.Start();
        var gate = new RigGate(self, new RigPeers(PlanOf("bench-a", _portA)), new Door(), new LinkTroubles(), reactor);
        var system = new ActorSystemImpl(RigAddress.System, RigSettings.Of(verbose: false),
            ActorSystemSetup.Create(new RigSetup(gate, new(System.Net.IPAddress.Loopback, _portA))));
        system.Start();
        try
        {
            object[] payloads =
                ["text", 1, 2L, PoisonPill.Instance, new Identify(1), new System.Collections.ArrayList(), new Status.Success(1)];
            Assert.All(payloads, payload => Assert.IsType<RefusingSerializer>(system.Serialization.FindSerializerFor(payload)));
            Assert.IsType<LinkSerializer>(system.Serialization.FindSerializerFor(new Close("c", 1)));
            for (int id = -10; id < 8_000; id++)
            {
                object? read = null;
                try
                {
                    byte[] typed = "{\"$type\":\"System.Collections.ArrayList\"}"u8.ToArray();
                    read = system.Serialization.Deserialize(typed, id, "System.Object");
                }
                catch (System.Runtime.Serialization.SerializationException)
                {
                    // There is no such serializer.
                }

                // 0 is Akka.NET's for null.
                Assert.True(read is null or NoLinkMessage, $"serializer {id} read {read}");
            }
        }
        finally
        {
            await system.Terminate();
        }
    }

    public void Dispose() => _pki.Dispose();

    private LinksPlan PlanOf(string host, int port) => WiredHub.Plan(host, port, ("bench-a", _portA));

    private LinksPlan Victim() => WiredHub.Plan("bench-a", _portA, ("bench-b", _portB), ("bench-c", _portC)) with
    {
        Certificates = _pki.Files("bench-a"),
    };

    private async Task StrangerAsync(Func<Attacker> make)
    {
        await using var a = new WiredHub(Victim());
        await using var c = new WiredHub(PlanOf("bench-c", _portC) with { Certificates = _pki.Files("bench-c") });
        await WiredHub.MeetAsync(a, c);
        using var attacker = make();
        var failures = new System.Collections.Concurrent.ConcurrentQueue<object>();
        attacker.System.ActorOf(Props.Create(() => new Listener(failures)));
        await UntilAsync(() =>
        {
            attacker.Send("/user", PoisonPill.Instance);
            attacker.Send("/user/link", Beat("bench-b"));
        }, () => failures.Count >= 2,
            () => $"it does not get in (it heard: {string.Join("; ", failures)}; " +
                $"turned away: {string.Join("; ", a.Door.Refused.Take(5))})");
        Assert.DoesNotContain(a.Door.Messages, one => one.Host == "bench-b");
        await WiredHub.MeetAsync(a, c);
    }

    private static void Send(Attacker attacker, string wish)
    {
        switch (wish)
        {
            case "PoisonPill to /user": attacker.Send("/user", PoisonPill.Instance); break;
            case "PoisonPill to the door": attacker.Send("/user/link", PoisonPill.Instance); break;
            case "Kill to the door": attacker.Send("/user/link", Kill.Instance); break;
            case "selection of /user":
                attacker.System.ActorSelection(attacker.At("/user/*")).Tell(PoisonPill.Instance, attacker.Sender);
                break;
            case "text": attacker.Send("/user/link", "text"); break;
            case "number": attacker.Send("/user/link", 17L); break;
            case "bytes": attacker.Send("/user/link", new byte[] { 1, 2 }); break;
            case "polymorphic": attacker.Send("/user/link", new System.Collections.ArrayList { 1 }); break;
            case "identify": attacker.Send("/user/link", new Identify(1)); break;
            case "watch":
                var door = attacker.System.Provider.ResolveActorRef(attacker.At("/user/link"));
                attacker.System.ActorOf(Props.Create(() => new Watcher(door)));
                break;
            case "message to another path": attacker.Send("/user/events", new Took("bench", 1, 1)); break;
            default:
                attacker.System.ActorOf(Props.Create<Planted>().WithDeploy(Deploy.None.WithScope(
                    new RemoteScope(Address.Parse(attacker.At(""))))));
                break;
        }
    }

    private static bool HeardFrom(WiredHub hub, string host) => hub.Door.Messages.Any(one => one.Host == host);

    private static Beat Beat(string host) => new(LinkMessage.Version, WiredHub.Rig, host, 0, 1, 1, 1, BeatEcho.None);

    private static Task UntilAsync(Action again, Func<bool> so, string what) => UntilAsync(again, so, () => what);

    private static async Task UntilAsync(Action again, Func<bool> so, Func<string> what)
    {
        long last = 0;
        await Until.SoAsync(() =>
        {
            if (so()) return true;
            if (Environment.TickCount64 - last < 100) return false;
            last = Environment.TickCount64;
            again();
            return false;
        }, what);
    }

    private static bool CanConnect(int port)
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static bool IsClosed(TcpClient client) => client.Client.Poll(0, SelectMode.SelectRead);

    private sealed class Listener : ReceiveActor
    {
        public Listener(System.Collections.Concurrent.ConcurrentQueue<object> failures)
        {
            Context.System.EventStream.Subscribe(Self, typeof(AssociationErrorEvent));
            Context.System.EventStream.Subscribe(Self, typeof(DisassociatedEvent));
            ReceiveAny(failures.Enqueue);
        }
    }

    private sealed class Watcher : ReceiveActor
    {
        public Watcher(IActorRef who) => Context.Watch(who);
    }

    /// <summary>What an attacker would have run in the hub.</summary>
    private sealed class Planted : ReceiveActor
    {
        public Planted()
        {
            if (Context.System.Settings.Config.GetBoolean("akka.remote.untrusted-mode")) Interlocked.Increment(ref s_created);
        }
    }
}
