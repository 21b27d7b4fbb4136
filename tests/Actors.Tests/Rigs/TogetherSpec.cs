using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;
using Xunit;

namespace GpioHub.Actors.Tests.Rigs;

/// <summary>Several lines as one, as the lines of a bus are (IF-1.15).</summary>
public class TogetherSpec
{
    private static readonly ImmutableArray<ChipLineAddress> TwoChips = [new("left", 0), new("right", 0)];
    private static readonly ImmutableArray<ChipLineAddress> OneChip = [new("left", 0), new("left", 1)];

    [Fact(DisplayName = "Who reads lines together sees none without the other while they are set together (IF-1.15)")]
    public async Task NothingInBetween()
    {
        await using var rig = await StartAsync();
        using var ended = new CancellationTokenSource();
        var setting = Task.Run(async () =>
        {
            for (bool level = true; !ended.IsCancellationRequested; level = !level) await SetAsync(rig, TwoChips, level);
        });
        var seen = new HashSet<(bool, bool)>();
        for (int i = 0; i < 2000 || seen.Count < 2; i++)
        {
            var levels = await rig.Hub.ReadAsync(TwoChips, default);
            seen.Add((levels[0]!.Level, levels[1]!.Level));
        }

        await ended.CancelAsync();
        await setting;
        Assert.Equal([(false, false), (true, true)], seen.Order());
    }

    [Theory(DisplayName = "Lines that are set together change in one instant, of one chip or of several of a reactor (IF-3.20)")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task OneInstant(bool oneChip)
    {
        var lines = oneChip ? OneChip : TwoChips;
        await using var rig = await StartAsync();
        await using var events = await LineWatch.BeginAsync(rig.Hub, [.. lines]);
        for (int i = 0; i < 20; i++)
        {
            await SetAsync(rig, lines, i % 2 == 0);
            var (first, second) = (await events.EdgeAsync(), await events.EdgeAsync());
            Assert.Equal((i % 2 == 0, i % 2 == 0), (first.Level, second.Level));
            Assert.Equal(first.Ns, second.Ns);
        }
    }

    [Fact(DisplayName = "A pulse on lines of one chip begins and ends in one instant on all of them")]
    public async Task Pulse()
    {
        await using var rig = await StartAsync();
        await using var events = await LineWatch.BeginAsync(rig.Hub, [.. OneChip]);

        var begun = await rig.Hub.PulseAsync(OneChip, new PulseOrder([TimeSpan.FromMilliseconds(1.0)]), default);
        Assert.All(begun, result => Assert.Equal(PulseStatus.Begun, result.Status));
        Assert.Equal(begun[0].Number + 1, begun[1].Number);
        var edges = new List<(bool Level, long Ns, string Cause, int Index)>();
        while (edges.Count < 4) edges.Add(await events.EdgeAsync());
        Assert.Equal([0, 1, 0, 1], edges.Select(edge => edge.Index));
        Assert.Equal([true, true, false, false], edges.Select(edge => edge.Level));
        Assert.Equal((edges[0].Ns, edges[2].Ns), (edges[1].Ns, edges[3].Ns));
        Assert.True(edges[2].Ns - edges[0].Ns >= 1_000_000);
    }

    [Fact(DisplayName = "If one line refuses a pulse, no line is pulsed")]
    public async Task PulseOfNone()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(1, true);                                   // right/B
        var order = new PulseOrder([TimeSpan.FromMinutes(1.0)]);

        var results = await rig.Hub.PulseAsync(TwoChips, order, default);
        Assert.Equal([PulseStatus.Begun, PulseStatus.Refused], results.Select(result => result.Status));
        Assert.Equal(SetStatus.Busy, results[1].Set!.Status);
        Assert.False((await rig.Hub.ReadAsync(TwoChips[0], default))!.Level);
        Assert.Equal(PulseStatus.Begun, (await rig.Hub.PulseAsync(TwoChips[0], order, default)).Status);
        Assert.All(await rig.Hub.PulseAsync(TwoChips, new PulseOrder([]), default),
            result => Assert.Equal(PulseStatus.Malformed, result.Status));
    }

    [Fact(DisplayName = "If one line refuses a fault, no line has it")]
    public async Task FaultOfNone()
    {
        await using var rig = await StartAsync();
        for (int i = 0; i < FaultRules.MostPerNet; i++) await rig.Hub.AddFaultAsync(FaultTarget.Of(TwoChips[1]), Stuck, default);

        var refused = await rig.Hub.AddFaultsAsync(TwoChips, Stuck, default);
        Assert.Equal([FaultStatus.Added, FaultStatus.TooMany], refused.Select(result => result.Status));
        Assert.Equal(FaultRules.MostPerNet, (await rig.Hub.FaultsAsync(default)).Length);
        Assert.All(await rig.Hub.AddFaultsAsync(OneChip, new FaultOrder(FaultKind.Hang), default),
            result => Assert.Equal(FaultStatus.Malformed, result.Status));

        var added = await rig.Hub.AddFaultsAsync(OneChip, Stuck, default);
        Assert.Equal([true, true], (await rig.Hub.ReadAsync(OneChip, default)).Select(line => line!.Level));
        Assert.Equal(added[0].Fault!.Number + 1, added[1].Fault!.Number);
    }

    [Fact(DisplayName = "A line that has gone is nobody's level; the others are read all the same")]
    public async Task Gone()
    {
        await using var rig = await StartAsync();
        var read = await rig.Hub.ReadAsync([new("gone", 0), TwoChips[0], new("left", 9)], default);

        Assert.Equal([false, true, false], read.Select(line => line is not null));
    }

    private static FaultOrder Stuck => new(FaultKind.Stuck1);

    private static async Task SetAsync(LiveRig rig, ImmutableArray<ChipLineAddress> lines, bool level) => Assert.All(
        await rig.Hub.SetAsync([.. lines.Select(line => new LineSetting(line, level))], default),
        result => Assert.Equal(SetStatus.Done, result.Status));

    private static Task<LiveRig> StartAsync() => LiveRig.StartAsync(folder =>
    {
        var (left, right) = (Plans.Sim("left", "A", "C"), Plans.Sim("right", "B"));
        ImmutableArray<GuestLinePlan> lines =
        [
            new(0, "A", TwoChips[0], LineAccess.InOut, OnRelease.Input), new(1, "B", TwoChips[1], LineAccess.InOut, OnRelease.Input),
        ];
        return Plans.Plan(folder, [left, right], [Plans.Guest("ivi", folder, left) with { Lines = lines }]);
    });
}
