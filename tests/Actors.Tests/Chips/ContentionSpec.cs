using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Chips;

/// <summary>Two drivers on one net, over real rings (IF-1.12).</summary>
public class ContentionSpec
{
    [Theory(DisplayName =
        "exclusive: the second guest that turns its line to OUT is answered ERR, and the contention is an event that names both")]
    [InlineData(1)]
    [InlineData(2)]
    public async Task GuestAgainstGuest(int reactors)
    {
        await using var rig = await LiveRig.StartAsync(guests: 2, reactors: reactors);
        await using var ivi = await rig.ConnectAsync();
        await using var adas = await rig.ConnectAsync("adas");
        await ivi.DriveAsync(0, true);
        await using var events = await LookAsync(rig);

        Assert.Equal(GpioStatus.Error, await OutAsync(adas));
        var contention = await events.ContentionAsync();
        Assert.Equal(("guest adas", "guest ivi", true), (contention.Wants, contention.Holds, contention.Level));
        Assert.Equal(1, (await LineAsync(rig)).Contentions);

        await ivi.SetDirectionAsync(0, GpioDirection.None);
        Assert.False((await events.EdgeAsync()).Level);
        Assert.Equal(GpioStatus.Ok, await OutAsync(adas));
    }

    [Fact(DisplayName = "exclusive: the stimulus contends like a guest, on either side")]
    public async Task GuestAgainstStimulus()
    {
        await using var rig = await LiveRig.StartAsync();
        await using var ivi = await rig.ConnectAsync();
        await rig.SetAsync(0, true);
        await using var events = await LookAsync(rig);

        Assert.Equal(GpioStatus.Error, await OutAsync(ivi));
        var first = await events.ContentionAsync();
        Assert.Equal(("guest ivi", "stimulus"), (first.Wants, first.Holds));

        await rig.SetAsync(0, null);
        await ivi.DriveAsync(0, true);
        Assert.Equal(SetStatus.Busy, (await rig.SetAsync(0, false)).Status);
        var second = await events.ContentionAsync();
        Assert.Equal(("stimulus", "guest ivi", true), (second.Wants, second.Holds, second.Level));
    }

    [Fact(DisplayName = "A guest that contends without end is counted each time, and shown as often as the log may speak of it")]
    public async Task Throttled()
    {
        await using var rig = await StartAsync(ResolveRule.Exclusive, virtualTime: true);
        await using var ivi = await rig.ConnectAsync();
        await using var adas = await rig.ConnectAsync("adas");
        await ivi.DriveAsync(0, false);
        await using var events = await LookAsync(rig);
        var log = rig.Log();
        for (int i = 0; i < 3 * LogThrottle.LinesPerSecond; i++) await OutAsync(adas);
        rig.Advance(TimeSpan.FromSeconds(1));
        await OutAsync(adas);

        Assert.Equal((3 * LogThrottle.LinesPerSecond) + 1, (await LineAsync(rig)).Contentions);
        Assert.Equal(LogThrottle.LinesPerSecond + 1, events.ContentionsByNow());
        Assert.Equal("WarningLevel adas: wants to drive bench/A, which guest ivi drives (exclusive); answered ERR", await log.ReadAsync());
    }

    [Theory(DisplayName = "wired-and, wired-or, last-writer: every guest may drive, and so may the stimulus; nobody contends")]
    [InlineData(ResolveRule.WiredAnd, false, false, false)]
    [InlineData(ResolveRule.WiredOr, true, true, true)]
    [InlineData(ResolveRule.LastWriter, false, true, false)]
    public async Task Shared(ResolveRule rule, bool afterSecond, bool afterFirstAgain, bool afterStimulus)
    {
        await using var rig = await StartAsync(rule);
        await using var ivi = await rig.ConnectAsync();
        await using var adas = await rig.ConnectAsync("adas");
        await ivi.DriveAsync(0, true);
        await adas.DriveAsync(0, false);
        Assert.Equal(afterSecond, await adas.GetValueAsync(0));
        await ivi.SetValueAsync(0, true);                                  // a write, though the value is the same
        Assert.Equal(afterFirstAgain, await ivi.GetValueAsync(0));
        Assert.Equal(SetStatus.Done, (await rig.SetAsync(0, false)).Status);
        Assert.Equal(afterStimulus, await ivi.GetValueAsync(0));

        var line = await LineAsync(rig);
        Assert.Equal(0, line.Contentions);
        Assert.Equal([DriverKind.Stimulus, DriverKind.Guest, DriverKind.Guest], line.Drivers.Select(driver => driver.Kind));
    }

    private static Task<LiveRig> StartAsync(ResolveRule rule, bool virtualTime = false) => LiveRig.StartAsync(
        folder =>
        {
            var chip = new ChipPlan("bench", SimPlan.Instance, [Plans.Line(0, "A") with { Resolve = rule }]);
            return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip), Plans.Guest("adas", folder, chip)]);
        }, virtualTime: virtualTime);

    private static Task<LineWatch> LookAsync(LiveRig rig) => LineWatch.BeginAsync(rig.Hub, new ChipLineAddress("bench", 0));

    private static async Task<GpioStatus> OutAsync(GpioDriver guest) =>
        (await guest.RequestAsync(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out)).Status;

    private static async Task<LineSnapshot> LineAsync(LiveRig rig) => (await rig.Hub.ChipAsync("bench", CancellationToken.None))!.Lines[0];
}
