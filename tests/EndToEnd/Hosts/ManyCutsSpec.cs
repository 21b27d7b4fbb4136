using System.Diagnostics;
using System.Globalization;
using GpioHub.EndToEnd.Restart.Kills;
using GpioHub.EndToEnd.Support;
using GpioHub.Transports.Virtio.Gpio;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Hosts;

/// <summary>The cable is pulled again and again under a line that does not stand still.</summary>
[Trait("Pulls", "cable")]
public sealed class ManyCutsSpec(ITestOutputHelper output)
{
    /// <summary>Sets how often; else <see cref="FewCuts"/>.</summary>
    private const string Cuts = "GPIOHUB_CUTS";

    private const int FewCuts = 16, CutsToWarmUp = 5, CutsBetweenLooks = 100;

    /// <summary>Heaps of arenas of <c>malloc</c>: the runtime has six before the hub's own code runs, and may not have eight for each CPU.
    /// </summary>
    private const int MostHeaps = 9;

    /// <summary>What a hub may have more at the end, KiB: the pools of a runtime that is warm by then. A leak of a connection's buffers
    /// would be 64 KiB for each cut.</summary>
    private const long MostGrowth = 24 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(2.5);

    [Fact(DisplayName = "Many cuts, shorter and longer than a link needs to be away, under a line that toggles: the level is right, " +
        "what was delivered and what was lost is what was driven, and neither hub grows (LK-08, LK-09, LK-17)")]
    public async Task Cut()
    {
        int cuts = int.TryParse(Environment.GetEnvironmentVariable(Cuts), CultureInfo.InvariantCulture, out int set) ? set : FewCuts;
        var random = new Random(77);
        await using var rig = await TwoHosts.StartAsync();
        await using var ecu = await rig.GuestOnBAsync();
        await using var ign = await ecu.RequestHardIrqAsync(TwoHosts.IgnOfEcu, IrqType.EdgeBoth, _ => { });
        var before = await HoldingsAsync(rig);
        var back = new Gaps();
        (await rig.A.CommandAsync("pulse", "-t", "2ms,2ms", "-n", "0", TwoHosts.Ign)).Succeeded();
        for (int cut = 0; cut < CutsToWarmUp + cuts; cut++)
        {
            if (cut == CutsToWarmUp) before = await HoldingsAsync(rig);
            await rig.Cable.PullAsync();
            await Task.Delay(Longest * random.NextDouble());               // when it is plugged again is what is tested
            await rig.Cable.PlugAsync();
            long plugged = Stopwatch.GetTimestamp();
            await rig.UntilUpAsync();
            back.Add(Stopwatch.GetElapsedTime(plugged));
            if ((cut + 1) % CutsBetweenLooks == 0) output.WriteLine($"{cut + 1} cuts: {await HoldingsAsync(rig)}");
        }

        (await rig.A.CommandAsync("pulse", "--stop", TwoHosts.Ign)).Succeeded();
        long driven = 0, delivered = 0, lost = 0;
        await Patience.UntilAsync(
            async () =>
            {
                var (there, here) = ((await rig.A.InfoAsync()).Line(TwoHosts.Ign), await rig.B.InfoAsync());
                (driven, delivered, lost) = (there.Edges, here.Line(TwoHosts.Ign).Edges, here.Links!.Hubs[0].LostEdges);
                return driven == delivered + lost && there.Level == here.Line(TwoHosts.Ign).Level;
            },
            equal => equal,
            _ => $"{driven} edges driven, {delivered} delivered and {lost} lost\na: {rig.A.Log.Tail}\nb: {rig.B.Log.Tail}");
        var link = (await rig.B.InfoAsync()).Links!.Hubs[0];
        Assert.True(link.LostIsExact);
        Assert.Equal(lost, (await rig.B.InfoAsync()).Line(TwoHosts.Ign).Lost);
        Assert.Equal((await rig.A.InfoAsync()).Line(TwoHosts.Ign).Level != 0, await ecu.GetValueAsync(TwoHosts.IgnOfEcu));
        var after = await HoldingsAsync(rig);
        output.WriteLine($"{cuts} cuts, {link.Ups} times up: {driven} edges = {delivered} delivered + {lost} lost, {ign.Counters.Valid} " +
            $"interrupts. Back after {back}\na: {before.A}\n   {after.A}\nb: {before.B}\n   {after.B}");
        foreach (var (was, now) in new[] { (before.A, after.A), (before.B, after.B) })
        {
            Assert.Equal(was.HubDescriptors, now.HubDescriptors);
            Assert.InRange(now.HubKib, 0, was.HubKib + MostGrowth);
        }

        foreach (var hub in new[] { rig.A, rig.B })
            Assert.InRange(HubProcesses.ThreadHeaps(new HubProcesses(hub.ProcessId).Serving()!.Value), 1, MostHeaps);
    }

    /// <summary>Of both hubs, when connections that are over have been given back.</summary>
    private static async Task<(Holdings A, Holdings B)> HoldingsAsync(TwoHosts rig) =>
        (await SettledAsync(new HubProcesses(rig.A.ProcessId)), await SettledAsync(new HubProcesses(rig.B.ProcessId)));

    private static async Task<Holdings> SettledAsync(HubProcesses hub)
    {
        string before = "";
        return await Patience.UntilAsync(() => Task.FromResult(Holdings.Of(hub)),
            now => now.HubDescriptors == Interlocked.Exchange(ref before, now.HubDescriptors),
            now => $"it opens and closes all the time: {now}", TimeSpan.FromSeconds(3));
    }
}
