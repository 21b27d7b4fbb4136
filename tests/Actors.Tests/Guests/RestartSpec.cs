using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Tests.Support;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>A guest's actor fails in the middle of a turn: its lines' mailboxes and the messages in them are lost.</summary>
public class RestartSpec
{
    [Fact(DisplayName = "A restart of the guest that takes a line's pending edges with it: the next edge arrives (HR-03)")]
    public async Task WithEdgesOnTheirWay()
    {
        var crashes = new OneCrash();
        await using var rig = await LiveRig.StartAsync(crashes);
        await using (var guest = await rig.ConnectAsync())
        {
            await guest.SetIrqTypeAsync(0, IrqType.EdgeBoth);
            var hold = await rig.HoldAsync();
            var set = rig.SetAsync(0, true);                                          // chip → line …
            crashes.Arm(nameof(GuestActor), nameof(GuestProtocol.Describe), after: false);
            _ = rig.Hub.GuestAsync("ivi", CancellationToken.None);                    // … and before the line runs, its parent fails
            hold.Dispose();
            await set;
            await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);
        }

        Assert.Equal(1, crashes.Thrown);
        await using var next = await rig.ConnectAsync();
        await using var irq = await next.RequestIrqAsync(0, IrqType.EdgeBoth);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await rig.SetAsync(0, false);
        Assert.False((await irq.Events.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20))).Level);
    }

    [Fact(DisplayName = "A restart of the guest that takes the chip's answer with it: the line asks again and serves on (HR-05)")]
    public async Task WithAnAnswerOnItsWay()
    {
        var crashes = new OneCrash();
        var port = new ScriptedPort();
        await using var rig = await LiveRig.StartAsync(
            folder =>
            {
                var chip = Plans.Sim("bench", "A", "B");
                return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
            }, crashes, _ => port, virtualTime: true);
        await using (var guest = await rig.ConnectAsync())
        {
            port.Result = PortResult.Pending;
            _ = guest.RequestAsync(GpioMessage.SetDirection, 0, (uint)GpioDirection.In);
            await rig.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 1);
            var hold = await rig.HoldAsync();
            port.Result = PortResult.Done;
            port.Answer(ChipOutcome.Done);
            crashes.Arm(nameof(GuestActor), nameof(GuestProtocol.Describe), after: false);
            _ = rig.Hub.GuestAsync("ivi", CancellationToken.None);
            hold.Dispose();
            await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);
        }

        Assert.Equal(1, crashes.Thrown);
        await using var next = await rig.ConnectAsync();
        Assert.Equal(GpioStatus.Ok, (await next.RequestAsync(GpioMessage.SetDirection, 0, (uint)GpioDirection.In)).Status);
        Assert.False((await rig.LineAsync(0)).Diverged);
    }
}
