using System.Diagnostics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Virtio.Gpio;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Hosts;

/// <summary>What guests see of a cable that is really pulled, with mutual TLS on it.</summary>
[Trait("Pulls", "cable")]
public sealed class PulledCableSpec(ITestOutputHelper output)
{
    /// <summary>A link is away after 1 s, and to notice takes a beat: what is more is this machine's.</summary>
    private static readonly TimeSpan MostUntilAway = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan MostUntilBack = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan MostForAnAnswer = TimeSpan.FromSeconds(1);

    [Fact(DisplayName = "A cable is pulled: ERR soon, and at once from then on; the interrupt stays armed, the relay falls; plugged " +
        "again, the level that differs is one edge, and the relay is pulled (LK-07, LK-08, LK-10)")]
    public async Task Pulled()
    {
        await using var rig = await TwoHosts.StartAsync();
        await using var ecu = await rig.GuestOnBAsync();
        await using var ign = await ecu.RequestHardIrqAsync(TwoHosts.IgnOfEcu, IrqType.EdgeBoth, _ => { });
        await ecu.DriveAsync(TwoHosts.RelayOfEcu, true);
        Assert.Equal(1, (await rig.A.InfoAsync()).Line(TwoHosts.Relay).Level);
        await rig.A.SetAsync(TwoHosts.Ign, '1');
        await rig.InterruptsAsync(ign, 1);

        var probe = new Probe(ecu, TwoHosts.IgnOfEcu);
        long pulled = Stopwatch.GetTimestamp();
        await rig.Cable.PullAsync();
        await probe.UntilAsync(null);
        var away = Stopwatch.GetElapsedTime(pulled);
        await Assert.ThrowsAsync<GpioRequestException>(() => ecu.SetValueAsync(TwoHosts.RelayOfEcu, false));
        await rig.A.SetAsync(TwoHosts.Ign, '0');
        await rig.A.UntilAsync(info => info.Line(TwoHosts.Relay).Level == 0, "the relay to fall: nobody who drives it is heard");
        var info = await rig.B.InfoAsync();
        Assert.Equal(("away", "absent"), (info.Links!.Hubs[0].State, info.Chip("bench").State));
        Assert.True(info.Guest(TwoHosts.OnB).Line("IGN").Armed);
        await probe.UntilAsync(null);
        Assert.Equal(1, ign.Counters.Valid);

        long plugged = Stopwatch.GetTimestamp();
        await rig.Cable.PlugAsync();
        await rig.InterruptsAsync(ign, 2);
        var edge = Stopwatch.GetElapsedTime(plugged);
        await probe.UntilAsync(false);
        var back = Stopwatch.GetElapsedTime(plugged);
        await rig.A.UntilAsync(there => there.Line(TwoHosts.Relay).Level == 1, "the relay to be pulled again");
        Assert.Equal(2, ign.Counters.Valid);

        output.WriteLine($"away {away.TotalMilliseconds:F0} ms after the cable was pulled; back {back.TotalMilliseconds:F0} ms after it " +
            $"was plugged, the edge after {edge.TotalMilliseconds:F0}; the longest of {probe.Count} GETs took " +
            $"{probe.Longest.TotalMilliseconds:F1} ms");
        Assert.InRange(away, TimeSpan.Zero, MostUntilAway);
        Assert.InRange(back, TimeSpan.Zero, MostUntilBack);
        Assert.InRange(probe.Longest, TimeSpan.Zero, MostForAnAnswer);
    }
}
