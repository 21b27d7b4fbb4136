using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Virtio.Gpio;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Hosts;

/// <summary>A network on which packets take time, overtake each other and get lost, which TCP makes good and a link has to live with.
/// Not netem, which few kernels of test machines have: TUN interfaces and a program between them.</summary>
[Trait("Pulls", "cable")]
public sealed class LongCableSpec(ITestOutputHelper output)
{
    private const int Edges = 2_000, Writes = 21;

    public static TheoryData<double, double, double> Ways => new()
    {
        { 20, 10, 1 },
        { 50, 40, 5 },                                                     // worse than anybody would have it
    };

    [Theory(DisplayName = "Over a network that is slow, disorderly and loses packets: every edge is delivered or counted as lost, the " +
        "level is right, a write that is answered has been done, and two clocks that are one are apart by no more than is told " +
        "(LK-08, LK-09, LK-13)")]
    [MemberData(nameof(Ways))]
    public async Task Exact(double delayMs, double jitterMs, double lossPercent)
    {
        var way = new Way(delayMs, jitterMs, lossPercent);
        await using var rig = await TwoHosts.StartAsync(way);
        await using var ecu = await rig.GuestOnBAsync();
        await using var ign = await ecu.RequestHardIrqAsync(TwoHosts.IgnOfEcu, IrqType.EdgeBoth, _ => { });
        (await rig.A.CommandAsync("pulse", "-t", "2ms,2ms", "-n", $"{Edges / 2}", TwoHosts.Ign)).Succeeded();
        long driven = 0, delivered = 0, lost = 0;
        await Patience.UntilAsync(
            async () =>
            {
                var (there, here) = ((await rig.A.InfoAsync()).Line(TwoHosts.Ign), await rig.B.InfoAsync());
                (driven, delivered, lost) = (there.Edges, here.Line(TwoHosts.Ign).Edges, here.Links!.Hubs[0].LostEdges);
                return driven == Edges && driven == delivered + lost && there.Level == here.Line(TwoHosts.Ign).Level;
            },
            equal => equal,
            _ => $"{driven} edges driven, {delivered} delivered and {lost} lost\na: {rig.A.Log.Tail}\nb: {rig.B.Log.Tail}");
        int refused = await WriteAsync(rig, ecu);
        var link = (await rig.B.InfoAsync()).Links!.Hubs[0];
        output.WriteLine($"{way}: {driven} edges = {delivered} delivered + {lost} lost, {ign.Counters.Valid} interrupts, {refused} " +
            $"writes refused; up {link.Ups} times, round trip {link.RoundTripMs} ms, clocks {link.OffsetMs} ms apart");
        Assert.True(link.LostIsExact);
        Assert.False(await ecu.GetValueAsync(TwoHosts.IgnOfEcu));
        Assert.InRange(link.RoundTripMs!.Value, 2 * (delayMs - jitterMs), double.MaxValue);
        Assert.InRange(Math.Abs(link.OffsetMs!.Value), 0, link.RoundTripMs!.Value / 2);
    }

    /// <returns>How many writes were answered ERR, because the link was away.</returns>
    private static async Task<int> WriteAsync(TwoHosts rig, GpioDriver ecu)
    {
        int refused = 0;
        for (int write = 1; write <= Writes;)
        {
            try
            {
                await ecu.DriveAsync(TwoHosts.RelayOfEcu, write % 2 == 1);
            }
            catch (GpioRequestException)
            {
                refused++;
                await rig.UntilUpAsync();
                continue;
            }

            Assert.Equal(write % 2, (await rig.A.InfoAsync()).Line(TwoHosts.Relay).Level);
            write++;
        }

        return refused;
    }
}
