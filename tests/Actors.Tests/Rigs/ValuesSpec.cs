using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Rigs;

/// <summary>Levels of single lines, read and driven through the running rig.</summary>
public class ValuesSpec
{
    private static readonly ChipLineAddress Left = new("left", 0);
    private static readonly ChipLineAddress Right = new("right", 0);

    [Fact(DisplayName = "Levels that are set together reach a guest in one turn, whatever chips of a reactor they are of")]
    public async Task Together()
    {
        var count = new MessageCount();
        await using var rig = await StartAsync(count);
        await using var guest = await rig.ConnectAsync();
        await using var left = await guest.RequestIrqAsync(0, IrqType.EdgeBoth);
        await using var right = await guest.RequestIrqAsync(1, IrqType.EdgeBoth);
        for (int i = 0; i < 20; i++)
        {
            bool level = i % 2 == 0;
            await rig.UntilAsync(snapshot => snapshot.Armed == 2);
            count.Take();

            Assert.All(await SetAsync(rig, (Left, level), (Right, level)), result => Assert.Equal(SetStatus.Done, result.Status));
            Assert.Equal((level, level), ((await left.Events.ReadAsync()).Level, (await right.Events.ReadAsync()).Level));
            Assert.Equal(1, count.Take().Where(heard => heard.Message == "ReturnsReady").Sum(heard => heard.Times));
        }
    }

    [Theory(DisplayName = "Each line has its own result, in the order in which they were asked for, on one reactor or on two")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Results(int reactors)
    {
        await using var rig = await StartAsync(reactors: reactors);
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(1, true);

        var results = await SetAsync(rig, (new ChipLineAddress("gone", 0), true), (Right, false), (Left, true));
        Assert.Equal([SetStatus.Refused, SetStatus.Busy, SetStatus.Done], results.Select(result => result.Status));
        Assert.Equal(("chip gone has just gone", true), (results[0].Detail, (await rig.Hub.ReadAsync(Left, default))!.Level));
    }

    [Fact(DisplayName = "If one line is not for driving, no line is set")]
    public async Task NotForDriving()
    {
        await using var rig = await StartAsync(control: ControlAccess.Read);

        var results = await SetAsync(rig, (Left, true), (Right, true));
        Assert.Equal([SetStatus.NotTried, SetStatus.NotForDriving], results.Select(result => result.Status));
        Assert.StartsWith("right/B is not for driving", results[1].Detail, StringComparison.Ordinal);
        Assert.False((await rig.Hub.ReadAsync(Left, default))!.Level);
    }

    [Fact(DisplayName = "A line is read from its chip alone: no guest hears of it")]
    public async Task Read()
    {
        var count = new MessageCount();
        await using var rig = await StartAsync(count);
        await using var guest = await rig.ConnectAsync();
        await rig.Hub.SetAsync(Right, true, default);
        await rig.UntilAsync(snapshot => snapshot.Lines[1].Level == true);
        count.Take();

        Assert.Equal(new LineReading(ChipState.Up, null, null, true), await rig.Hub.ReadAsync(Right, default));
        Assert.Equal([("ChipActor", "ReadLine", 1)], count.Take());
        Assert.Null(await rig.Hub.ReadAsync(new ChipLineAddress("right", 7), default));
        Assert.Null(await rig.Hub.ReadAsync(new ChipLineAddress("gone", 0), default));
    }

    private static Task<LiveRig> StartAsync(MessageCount? count = null, int reactors = 1, ControlAccess control = ControlAccess.Drive) =>
        LiveRig.StartAsync(
            folder =>
            {
                var (left, right) = (Plans.Sim("left", "A"), Plans.Sim("right", "B"));
                right = right with { Lines = [right.Lines[0] with { Control = control }] };
                ImmutableArray<GuestLinePlan> lines =
                [
                    new(0, "A", Left, LineAccess.InOut, OnRelease.Input), new(1, "B", Right, LineAccess.InOut, OnRelease.Input),
                ];
                return Plans.Plan(folder, [left, right], [Plans.Guest("ivi", folder, left) with { Lines = lines }]);
            }, count, reactors: reactors);

    private static Task<ImmutableArray<SetResult>> SetAsync(LiveRig rig, params (ChipLineAddress Line, bool? Level)[] lines) =>
        rig.Hub.SetAsync([.. lines.Select(line => new LineSetting(line.Line, line.Level))], default);
}
