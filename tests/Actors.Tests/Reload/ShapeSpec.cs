using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Reload;

/// <summary>Another number of lines, or other names: at once for a guest that waits, else when its driver reads its device anew
/// (HR-09).</summary>
public class ShapeSpec : RigSpec
{
    private static GuestPlan Five(GuestPlan guest) => guest with
    {
        Lines = guest.Lines.Add(new GuestLinePlan(4, "E", new ChipLineAddress("bench", 0), LineAccess.InOut, OnRelease.Input)),
    };

    [Fact(DisplayName = "A waiting guest has its new lines at once")]
    public async Task AWaitingGuest()
    {
        await using var rig = await StartAsync();
        var result = await rig.ChangeAsync("ivi", Five);
        Assert.Equal(["ivi: 4 lines to 5 lines"], result.Changes.ToArray());
        await using var guest = await rig.ConnectAsync();
        Assert.Equal(["A", "B", "C", "D", "E"], await guest.GetLineNamesAsync());
        await guest.DriveAsync(4, true);
        Assert.True(await guest.GetValueAsync(0));
    }

    [Fact(DisplayName = "A running guest keeps its lines and its wiring, the rest of the file is applied; " +
        "when its front-end has gone, it gets the new ones")]
    public async Task ARunningGuest()
    {
        await using var rig = await StartAsync(guests: 2);
        await using (var guest = await rig.ConnectAsync())
        {
            var wanted = rig.With("ivi", Five);
            var result = await rig.ApplyAsync(
                wanted with { Guests = [.. wanted.Guests.Select(plan => plan.Id == "adas" ? plan.Wired(0, "bench", 1) : plan)] });
            Assert.Equal(["guest ivi is running with 4 lines; " +
                "5 lines need its front-end to reconnect (or, on QEMU 9 or later, its driver to probe again)"], result.Refused.ToArray());
            Assert.Equal(["adas:A: from bench/A to bench/B"], result.Changes.ToArray());
            Assert.Equal(4, rig.Hub.Plan.Guests[0].Lines.Length);
            Assert.Equal(5, (await rig.UntilAsync(snapshot => snapshot.PendingSlots is not null)).PendingSlots);
            Assert.False(await guest.GetValueAsync(3));
        }

        await rig.UntilAsync(snapshot => snapshot.Slots == 5 && snapshot.PendingSlots is null);
        await using var again = await rig.ConnectAsync();
        Assert.Equal(["A", "B", "C", "D", "E"], await again.GetLineNamesAsync());
        Assert.Equal(5, rig.Hub.Plan.Guests[0].Lines.Length);
        Assert.Equal(3, rig.Hub.Generation);
    }

    [Fact(DisplayName = "A driver that probes again over the same connection, as QEMU 9 and later ask for it, " +
        "finds the new lines (GET_CONFIG while all rings are stopped)")]
    public async Task AProbe()
    {
        await using var rig = await StartAsync();
        var patient = new FrontEndOptions { ReplyTimeout = TimeSpan.FromSeconds(30) };
        using var frontEnd = VhostUserFrontEnd.Connect(rig.SocketOf("ivi"), patient);
        frontEnd.Start();
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Running);
        await rig.ChangeAsync("ivi", Five);
        Assert.Equal(4, frontEnd.GetConfig(0, 2)[0]);                      // a look while it runs changes nothing
        frontEnd.Reset();
        await using var guest = await GpioDriver.ProbeAsync(frontEnd);
        Assert.Equal(["A", "B", "C", "D", "E"], await guest.GetLineNamesAsync());
        await guest.DriveAsync(4, true);
        Assert.True(await guest.GetValueAsync(0));
        Assert.Equal((5, 1), (await rig.UntilAsync(_ => true) is var now ? (now.Slots, (int)now.Sessions) : default));
    }

    [Fact(DisplayName = "A file that takes the other shape back before it was adopted leaves nothing pending")]
    public async Task TakenBack()
    {
        await using var rig = await StartAsync();
        var before = rig.Hub.Plan;
        await using (await rig.ConnectAsync())
        {
            await rig.ChangeAsync("ivi", Five);
            Assert.Empty((await rig.ApplyAsync(before)).Refused.ToArray());
            await rig.UntilAsync(snapshot => snapshot.PendingSlots is null);
        }

        Assert.Equal(4, (await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting)).Slots);
    }

    [Fact(DisplayName = "A running guest whose file drops a chip that it uses and changes its shape: " +
        "what stood behind the chip's lines is spare until it adopts the new shape")]
    public async Task TheChipGoes()
    {
        await using var rig = await StartAsync();
        string folder = Path.GetDirectoryName(rig.SocketOf("ivi"))!;
        var loom = Plans.Sim("loom", "X");
        await using (var guest = await rig.ConnectAsync())
        {
            var result = await rig.ApplyAsync(Plans.On(Reactors, Plans.Plan(folder, [loom], [Plans.Guest("ivi", folder, loom)])));
            Assert.Contains("ivi:A: from bench/A to nothing", result.Changes);
            Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.GetValue, 0, 0)).Status);
        }

        Assert.Equal("X", (await rig.UntilAsync(snapshot => snapshot.Slots == 1)).Lines[0].Name);
    }
}
