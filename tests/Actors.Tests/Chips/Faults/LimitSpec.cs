using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;
using Xunit;

namespace GpioHub.Actors.Tests.Chips.Faults;

/// <summary>How many faults and pulses there can be at a time: more are refused, and accepted when some are over.</summary>
public class LimitSpec
{
    private const int Lines = PulseRules.MostPerChip + 1;

    [Fact(DisplayName = "A chip and its lines have at most 32 faults, whichever line; one more is refused until one is cleared")]
    public async Task Faults()
    {
        await using var rig = await StartAsync();
        for (int i = 0; i < FaultRules.MostPerChip; i++)
        {
            Assert.Equal(FaultStatus.Added,
                (await AddAsync(rig, i == 0 ? new FaultTarget("bench", null) : new FaultTarget("bench", i))).Status);
        }
        var refused = await AddAsync(rig, new FaultTarget("bench", 40));
        Assert.Equal((FaultStatus.TooMany, "bench has 32 faults already; gpiohub fault clear ends some"), (refused.Status, refused.Detail));
        Assert.Equal(1, await rig.Hub.ClearFaultAsync(7, CancellationToken.None));
        Assert.Equal(FaultStatus.Added, (await AddAsync(rig, new FaultTarget("bench", 40))).Status);
        Assert.Equal(32, await rig.Hub.ClearFaultAsync(null, CancellationToken.None));
    }

    [Fact(DisplayName = "At most 64 pulses run on a chip; one more is refused until one has ended")]
    public async Task Pulses()
    {
        await using var rig = await StartAsync();
        for (int i = 0; i < PulseRules.MostPerChip; i++) Assert.Equal(PulseStatus.Begun, (await PulseAsync(rig, i)).Status);
        var refused = await PulseAsync(rig, PulseRules.MostPerChip);
        Assert.Equal((PulseStatus.Refused, SetStatus.Busy, "bench has 64 pulses that are not over"),
            (refused.Status, refused.Set!.Status, refused.Set.Detail));
        await rig.Hub.EndPulseAsync(new ChipLineAddress("bench", 7), CancellationToken.None);
        Assert.Equal(PulseStatus.Begun, (await PulseAsync(rig, PulseRules.MostPerChip)).Status);
    }

    private static Task<FaultResult> AddAsync(LiveRig rig, FaultTarget target) =>
        rig.Hub.AddFaultAsync(target, new FaultOrder(target.Index is null ? FaultKind.Error : FaultKind.Invert), CancellationToken.None);

    private static Task<PulseResult> PulseAsync(LiveRig rig, int line) =>
        rig.Hub.PulseAsync(new ChipLineAddress("bench", line), new PulseOrder([TimeSpan.FromMinutes(10.0)]), CancellationToken.None);

    private static Task<LiveRig> StartAsync() => LiveRig.StartAsync(
        folder =>
        {
            var chip = Plans.Sim("bench", [.. Enumerable.Range(0, Lines).Select(i => $"L{i}")]);
            return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
        },
        virtualTime: true);
}
