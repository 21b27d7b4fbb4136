using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Reload;

/// <summary>A change that is refused is undone: nets and lines are as before (HR-09). Found by tests/Fuzz, `reloads`.</summary>
public class UndoneSpec : RigSpec
{
    private const int A = 0, B = 1, C = 2;

    [Fact(DisplayName = "A line that moves away from a net whose rule changes too has its drive back when the change is undone, " +
        "though the new rule would refuse it")]
    public async Task BeforeTheRuleChanges()
    {
        await using var rig = await StartAsync(guests: 2);
        await rig.ApplyAsync(With(rig.Hub.Plan, A, line => line with { Resolve = ResolveRule.WiredOr }));
        await using var ivi = await rig.ConnectAsync();
        await using var adas = await rig.ConnectAsync("adas");
        await rig.SetAsync(A, false);
        await ivi.DriveAsync(A, true);
        await adas.DriveAsync(B, false);

        await RefusedAsync(rig, With(rig.With("ivi", guest => guest.Wired(A, "bench", B)), A,
            line => line with { Resolve = ResolveRule.Exclusive }));

        Assert.True(await LevelAsync(rig, A));
        Assert.False((await rig.LineAsync(A)).Diverged);
    }

    [Fact(DisplayName = "A net that two guests drive, because its rule has become exclusive since, has both of them back")]
    public async Task BothDrivers()
    {
        await using var rig = await StartAsync(guests: 2);
        await rig.ApplyAsync(With(rig.Hub.Plan, A, line => line with { Resolve = ResolveRule.WiredAnd }));
        await using var ivi = await rig.ConnectAsync();
        await using var adas = await rig.ConnectAsync("adas");
        await ivi.DriveAsync(A, false);
        await adas.DriveAsync(A, true);
        await adas.DriveAsync(B, true);
        await rig.ApplyAsync(With(rig.Hub.Plan, A, line => line with { Resolve = ResolveRule.Exclusive }));

        await RefusedAsync(rig, rig.With("ivi", guest => guest.Wired(A, "bench", B)));

        Assert.False(await LevelAsync(rig, A));
        Assert.Equal(["adas", "ivi"], (await LineAsync(rig, A)).Drivers.Select(driver => driver.Who).Order());
        Assert.False((await rig.LineAsync(A)).Diverged);
    }

    [Fact(DisplayName = "A net that a line had taken for a moment shows nothing of it: no idle drive is left, `initial` still counts")]
    public async Task NothingIsLeft()
    {
        await using var rig = await StartAsync(guests: 2, onRelease: OnRelease.Low);
        await using var ivi = await rig.ConnectAsync();
        await using var adas = await rig.ConnectAsync("adas");
        await rig.ApplyAsync(With(rig.Hub.Plan, 3, line => line with { Initial = InitialState.High }));
        await ivi.DriveAsync(A, true);
        await ivi.DriveAsync(B, true);
        await adas.DriveAsync(C, false);

        await RefusedAsync(rig, rig.With("ivi", guest => guest.Wired(A, "bench", 3).Wired(B, "bench", C)));

        var free = await LineAsync(rig, 3);
        Assert.True(free.Level);
        Assert.Empty(free.Drivers);
    }

    [Fact(DisplayName = "A last-writer net has its drivers back in the order in which they wrote")]
    public async Task OrderOfWrites()
    {
        await using var rig = await StartAsync(guests: 2);
        await rig.ApplyAsync(With(rig.Hub.Plan, A, line => line with { Resolve = ResolveRule.LastWriter }));
        await using var ivi = await rig.ConnectAsync();
        await using var adas = await rig.ConnectAsync("adas");
        await ivi.DriveAsync(A, false);
        await adas.DriveAsync(A, true);
        await adas.DriveAsync(B, true);
        await RefusedAsync(rig, rig.With("ivi", guest => guest.Wired(A, "bench", B)));
        Assert.True(await LevelAsync(rig, A));
    }

    [Fact(DisplayName = "A level interrupt that moves to a line where the new access forbids it goes back INVALID, " +
        "whatever the level there")]
    public async Task ForbiddenThere()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await rig.SetAsync(B, true);
        await guest.SetIrqTypeAsync(A, IrqType.LevelHigh);
        var buffer = guest.QueueIrqPairAsync(A);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await rig.ChangeAsync("ivi", ivi => ivi.Wired(A, "bench", B).With(A, slot => slot with { Access = LineAccess.Out }));
        Assert.Equal((byte)IrqStatus.Invalid, (await buffer).Written[0]);
    }

    private static RigPlan With(RigPlan plan, int line, Func<ChipLinePlan, ChipLinePlan> change) =>
        plan with { Chips = [plan.Chips[0] with { Lines = plan.Chips[0].Lines.SetItem(line, change(plan.Chips[0].Lines[line])) }] };

    private static async Task RefusedAsync(LiveRig rig, RigPlan plan)
    {
        var result = await rig.Hub.ApplyAsync(plan, null, CancellationToken.None);
        Assert.Equal(ApplyStatus.RolledBack, result.Status);
    }

    private static async Task<LineSnapshot> LineAsync(LiveRig rig, int line) =>
        (await rig.Hub.ChipAsync("bench", CancellationToken.None))!.Lines[line];

    private static async Task<bool> LevelAsync(LiveRig rig, int line) => (await LineAsync(rig, line)).Level;
}
