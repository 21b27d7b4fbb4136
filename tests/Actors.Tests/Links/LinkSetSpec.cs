using System.Threading.Channels;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Links;
using GpioHub.Rules.Links;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Actors.Tests.Links;

/// <summary>What a hub's links do together, in virtual time.</summary>
public sealed class LinkSetSpec : TestKit
{
    private static readonly Config Virtual = ConfigurationFactory
        .ParseString("akka.scheduler.implementation = \"Akka.TestKit.TestScheduler, Akka.TestKit\"").WithFallback(DefaultConfig);

    public LinkSetSpec()
        : base(Virtual)
    {
    }

    [Fact(DisplayName = "A hub tells its peers that it is there as soon as its wire is up, and does not wait for the next beat (LK-12)")]
    public async Task FirstBeats()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var at = new HostAddress("127.0.0.1", 1);
        string[] peers = ["b", "c"];
        var plan = new LinksPlan("rig7", "a", at, [.. peers.Select(peer => new PeerPlan(peer, at, PeerPlan.DefaultAway, null))]);
        var wire = new Wire();
        var links = new LinkSet(Sys, null, null, plan, wire, SystemClock.Instance, boot: 1, goesOn: false);
        Assert.Empty(links.Snapshots);                                     // nothing runs before the rig is wired
        links.Start();
        Assert.Equal(peers, await ReadAsync());                            // from the start of the actors; no wire was there for them

        links.WireUp();                                                    // and the clock stands still

        Assert.Equal(peers, await ReadAsync());

        async Task<string[]> ReadAsync()
        {
            string[] to = [await wire.Beats.ReadAsync(patience.Token), await wire.Beats.ReadAsync(patience.Token)];
            return [.. to.Order(StringComparer.Ordinal)];
        }
    }

    private sealed class Wire : ILinkWire
    {
        private readonly Channel<string> _beats = Channel.CreateUnbounded<string>();

        public ChannelReader<string> Beats => _beats.Reader;

        public void Send(string host, LinkMessage message)
        {
            if (message is Beat) _beats.Writer.TryWrite(host);
        }
    }
}
