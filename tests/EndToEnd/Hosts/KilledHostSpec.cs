using System.Diagnostics;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Restart.Kills;
using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Virtio.Gpio;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Hosts;

/// <summary>The hub of either host is killed, while guests of both wait for the same line.</summary>
[Trait("Pulls", "cable")]
public sealed class KilledHostSpec(ITestOutputHelper output)
{
    private const int Kills = 4, Warm = 2;

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(30);

    [Theory(DisplayName = "kill -9 of the hub of either host: guests of both stay armed, and each has each edge once (LK-12)")]
    [InlineData("a", true)]
    [InlineData("b", true)]
    [InlineData("a", false)]
    [InlineData("b", false)]
    public async Task Killed(string side, bool standby)
    {
        await using var rig = await TwoHosts.StartAsync(settings: $"standby: {(standby ? "true" : "false")}");
        await using var ivi = await rig.GuestOnAAsync();
        await using var ecu = await rig.GuestOnBAsync();
        await using var onA = await ivi.RequestHardIrqAsync(0, IrqType.EdgeBoth, _ => { });
        await using var onB = await ecu.RequestHardIrqAsync(TwoHosts.IgnOfEcu, IrqType.EdgeBoth, _ => { });
        await DriveAsync(ecu);
        var victim = side == "a" ? rig.A : rig.B;
        Deaths cold = new(), warm = new();                                 // cold: there is no standby, or it has hardly begun
        bool level = false;
        for (int kill = 0; kill < Kills; kill++)
        {
            bool isWarm = standby && kill >= Kills - Warm;
            if (isWarm) await victim.UntilAsync(info => info.Succession?.Standby == "ready", "a standby to be warm");
            await TwoHosts.KillAsync(victim);
            long killed = Stopwatch.GetTimestamp();
            level = !level;
            await SetAsync(rig.A, level);
            foreach (var line in new[] { onA, onB }) await rig.InterruptsAsync(line, kill + 1);
            var untilEdge = Stopwatch.GetElapsedTime(killed);
            await rig.UntilUpAsync();
            (isWarm ? warm : cold).Add(untilEdge, TimeSpan.FromMilliseconds((await victim.InfoAsync()).Succession!.LastGapMs!.Value));
            await rig.A.UntilAsync(info => info.Line(TwoHosts.Relay).Level == 1, "the relay to be pulled still");
        }

        Assert.Equal((Kills, Kills), (onA.Counters.Valid, onB.Counters.Valid));
        await new Probe(ecu, TwoHosts.IgnOfEcu).UntilAsync(level);
        output.WriteLine(standby
            ? $"hub {side} killed, its standby just begun: {cold}; warm: {warm}"
            : $"hub {side} killed, no standby: {cold}");
        Assert.InRange(cold.Longest, TimeSpan.Zero, Most);
        Assert.InRange(warm.Longest, TimeSpan.Zero, Most);
    }

    /// <summary>How long a hub's death was felt.</summary>
    private sealed class Deaths
    {
        private readonly Gaps _untilEdge = new(), _unserved = new();

        public TimeSpan Longest => _untilEdge.Longest;

        public void Add(TimeSpan untilEdge, TimeSpan unserved)
        {
            _untilEdge.Add(untilEdge);
            _unserved.Add(unserved);
        }

        public override string ToString() => $"until an edge was at guests of both hosts {_untilEdge}, nobody served {_unserved}";
    }

    /// <summary>On a busy machine the owner may take longer than a guest waits; that is not what is tested.</summary>
    private static Task<bool> DriveAsync(GpioDriver ecu) => Patience.UntilAsync(
        async () =>
        {
            try
            {
                await ecu.DriveAsync(TwoHosts.RelayOfEcu, true);
                return true;
            }
            catch (GpioRequestException)
            {
                return false;
            }
        },
        driven => driven, _ => "the owner refuses the relay");

    /// <summary>A request that the kill has cut off is made again: to set a level twice is to set it once.</summary>
    private static Task<bool> SetAsync(HubProcess hub, bool level) => Patience.UntilAsync(
        async () =>
        {
            try
            {
                await hub.SetAsync(TwoHosts.Ign, level ? '1' : '0');
                return true;
            }
            catch (Exception e) when (e is HttpRequestException or ScenarioException)
            {
                return false;
            }
        },
        set => set,
        _ => "the hub does not serve again");
}
