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
    [InlineData("a")]
    [InlineData("b")]
    public async Task Killed(string side)
    {
        await using var rig = await TwoHosts.StartAsync();
        await using var ivi = await rig.GuestOnAAsync();
        await using var ecu = await rig.GuestOnBAsync();
        await using var onA = await ivi.RequestHardIrqAsync(0, IrqType.EdgeBoth, _ => { });
        await using var onB = await ecu.RequestHardIrqAsync(TwoHosts.IgnOfEcu, IrqType.EdgeBoth, _ => { });
        await DriveAsync(ecu);
        var (victim, cold, warm, unserved) = (side == "a" ? rig.A : rig.B, new Gaps(), new Gaps(), new Gaps());
        bool level = false;
        for (int kill = 0; kill < Kills; kill++)
        {
            bool isWarm = kill >= Kills - Warm;
            if (isWarm) await victim.UntilAsync(info => info.Succession?.Standby == "ready", "a standby to be warm");
            await TwoHosts.KillAsync(victim);
            long killed = Stopwatch.GetTimestamp();
            level = !level;
            await SetAsync(rig.A, level);
            foreach (var line in new[] { onA, onB }) await rig.InterruptsAsync(line, kill + 1);
            (isWarm ? warm : cold).Add(Stopwatch.GetElapsedTime(killed));
            await rig.UntilUpAsync();
            if (isWarm) unserved.Add(TimeSpan.FromMilliseconds((await victim.InfoAsync()).Succession!.LastGapMs!.Value));
            await rig.A.UntilAsync(info => info.Line(TwoHosts.Relay).Level == 1, "the relay to be pulled still");
        }

        Assert.Equal((Kills, Kills), (onA.Counters.Valid, onB.Counters.Valid));
        await new Probe(ecu, TwoHosts.IgnOfEcu).UntilAsync(level);
        output.WriteLine($"hub {side} killed, then an edge, until a guest of each host had it: {cold}; with a standby that is warm " +
            $"{warm}, of which nobody served for {unserved}");
        Assert.InRange(cold.Longest, TimeSpan.Zero, Most);
        Assert.InRange(warm.Longest, TimeSpan.Zero, Most);
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
