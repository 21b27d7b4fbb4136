using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using GpioHub.Actors.Links;
using GpioHub.Hub.Links.Certificates;
using GpioHub.Rules.Links;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.Logging.Abstractions;

namespace GpioHub.Hub.Links;

/// <summary>A rehearsal of links, for a process that waits to be a hub of several hosts: two wires in it hear each other, on loopback,
/// with TLS if the rig has it. What carries messages between hosts is loaded and compiled afterwards, so that other hosts hear a
/// successor soon.</summary>
internal static class LinkRehearsal
{
    private const string Rig = "rehearsal", HostA = "a", HostB = "b";

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10), BetweenBeats = TimeSpan.FromMilliseconds(50);

    /// <param name="isEncrypted">With TLS, and certificates that are made for it.</param>
    /// <param name="enough">The call has come: what is left of the rehearsal would only be in the way.</param>
    /// <returns>Both have heard each other.</returns>
    public static async Task<bool> RunAsync(bool isEncrypted, Task enough)
    {
        using var ca = isEncrypted ? RigAuthority.Ca(Rig, days: 1, DateTimeOffset.Now) : null;
        int portA = FreePort(), portB = FreePort();
        Door doorA = new(), doorB = new();
        using var reactor = new EpollReactor(static (_, _) => { });          // a turn that fails makes nobody hear less
        reactor.Start(Rig);
        await using var a = Wire(Plan(HostA, portA, HostB, portB), ca, reactor);
        await using var b = Wire(Plan(HostB, portB, HostA, portA), ca, reactor);
        a.Begin(doorA);
        b.Begin(doorB);
        long ended = Environment.TickCount64 + (long)Longest.TotalMilliseconds;
        for (long number = 1; !enough.IsCompleted && Environment.TickCount64 < ended; number++)
        {
            if (doorA.HasHeard && doorB.HasHeard) return true;
            a.Send(HostB, Beat(HostA, number));
            b.Send(HostA, Beat(HostB, number));
            await Task.WhenAny(Task.Delay(BetweenBeats), enough);
        }

        return false;
    }

    private static RigWire Wire(LinksPlan plan, X509Certificate2? ca, IReactor reactor) => new(plan,
        ca is null ? null : new HostCertificate(RigAuthority.Host(ca, plan.Host, [], days: 1, DateTimeOffset.Now), ca, Rig), reactor,
        NullLoggerFactory.Instance, verbose: false);

    private static LinksPlan Plan(string host, int port, string peer, int peerPort) => new(
        Rig, host, new HostAddress(IPAddress.Loopback.ToString(), port),
        [new PeerPlan(peer, new HostAddress(IPAddress.Loopback.ToString(), peerPort), PeerPlan.DefaultAway, PeerPlan.DefaultWhenStopped)]);

    private static Beat Beat(string host, long number) => new(LinkMessage.Version, Rig, host, 0, 1, number, number, BeatEcho.None);

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private sealed class Door : ILinkDoor
    {
        private readonly TaskCompletionSource _heard = new();

        public bool HasHeard => _heard.Task.IsCompleted;

        public void Arrived(string host, LinkMessage message) => _heard.TrySetResult();

        public void TurnedAway(string from, string why)
        {
            // Somebody else of this machine; the rehearsal goes on.
        }
    }
}
