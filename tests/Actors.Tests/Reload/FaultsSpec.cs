using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;
using Xunit;

namespace GpioHub.Actors.Tests.Reload;

/// <summary>Faults and pulses on lines that a change of the plan concerns, and on those that it does not.</summary>
public class FaultsSpec : RigSpec
{
    private static readonly ChipLineAddress First = new("bench", 0);
    private static readonly ChipLineAddress Last = new("bench", 3);

    [Fact(DisplayName = "A line that goes takes its fault and its pulse with it; those of a line that stays go on, whatever else changes")]
    public async Task ALineGoes()
    {
        await using var rig = await StartAsync(Four, virtualTime: true);
        foreach (var line in (ChipLineAddress[])[First, Last])
        {
            await AddAsync(rig, line, FaultKind.Invert);
            Assert.Equal(PulseStatus.Begun,
                (await rig.Hub.PulseAsync(line, new PulseOrder([TimeSpan.FromSeconds(1.0)]), CancellationToken.None)).Status);
        }

        var plan = rig.Hub.Plan;
        await rig.ApplyAsync(plan with
        {
            Chips = [plan.Chips[0] with { Lines = plan.Chips[0].Lines.RemoveAt(3) }],
            Guests = [plan.Guests[0].With(3, slot => slot with { From = null })],
        });
        Assert.Equal([FaultTarget.Of(First)], (await rig.Hub.FaultsAsync(CancellationToken.None)).Select(fault => fault.Target));
        Assert.False((await LineAsync(rig)).Level);                        // pulsed to 1, inverted
        rig.Advance(TimeSpan.FromSeconds(1.0));
        Assert.True((await LineAsync(rig)).Level);
        Assert.Equal(FaultStatus.Gone,
            (await rig.Hub.AddFaultAsync(FaultTarget.Of(Last), new FaultOrder(FaultKind.Invert), CancellationToken.None)).Status);
        Assert.Equal(SetStatus.Refused,
            (await rig.Hub.PulseAsync(Last, new PulseOrder([TimeSpan.FromSeconds(1.0)]), CancellationToken.None)).Set!.Status);
        await rig.Hub.EndPulseAsync(Last, CancellationToken.None);
    }

    [Fact(DisplayName = "open shows the pull that the line has: another bias is an edge for its readers")]
    public async Task AnotherBias()
    {
        await using var rig = await StartAsync(Four);
        await AddAsync(rig, First, FaultKind.Open);
        await rig.SetAsync(0, true);
        Assert.False((await LineAsync(rig)).Level);
        var plan = rig.Hub.Plan;
        await rig.ApplyAsync(plan with
        {
            Chips = [plan.Chips[0] with { Lines = plan.Chips[0].Lines.SetItem(0, plan.Chips[0].Lines[0] with { Bias = Bias.PullUp }) }],
        });
        Assert.Equal((true, 1), ((await LineAsync(rig)).Level, (int)(await LineAsync(rig)).Edges));
        await rig.SetAsync(0, false);
        Assert.True((await LineAsync(rig)).Level);
    }

    [Fact(DisplayName = "A line that is mapped to another net reads through that net's fault, and its own net's no more")]
    public async Task MovedUnderAFault()
    {
        await using var rig = await StartAsync(Four);
        await AddAsync(rig, First, FaultKind.Stuck1);
        await using var guest = await rig.ConnectAsync();
        Assert.True(await guest.GetValueAsync(0));
        Assert.False(await guest.GetValueAsync(1));
        await rig.ChangeAsync("ivi", ivi => ivi.Wired(0, "bench", 1).Wired(1, "bench", 0));
        Assert.False(await guest.GetValueAsync(0));
        Assert.True(await guest.GetValueAsync(1));
    }

    private static RigPlan Four(string folder)
    {
        var bench = Plans.Sim("bench", "A", "B", "C", "D");
        return Plans.Plan(folder, [bench], [Plans.Guest("ivi", folder, bench)]);
    }

    private static async Task AddAsync(LiveRig rig, ChipLineAddress line, FaultKind kind) =>
        Assert.Equal(FaultStatus.Added,
            (await rig.Hub.AddFaultAsync(FaultTarget.Of(line), new FaultOrder(kind), CancellationToken.None)).Status);

    private static async Task<LineSnapshot> LineAsync(LiveRig rig) => (await rig.Hub.ChipAsync("bench", CancellationToken.None))!.Lines[0];
}
