using GpioHub.Actors.Chips;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Reload;

/// <summary>Lines that move while a request of theirs is at a chip that does not answer. No time passes, so no deadline helps.</summary>
public class RewireUnderWaySpec : RigSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ScriptedPort _slow = new();
    private readonly ScriptedPort _gone = new();

    [Fact(DisplayName = "A request in hand of a line that moves to a chip which is away is answered ERR at once")]
    public async Task ToAnAbsentChip()
    {
        await using var rig = await StartAsync();
        _gone.Unplug();
        await using var guest = await rig.ConnectAsync();
        await guest.SetDirectionAsync(0, GpioDirection.Out);
        var set = await HangAsync(rig, guest);

        await rig.ChangeAsync("ivi", ivi => ivi.Wired(0, "gone", 0));

        Assert.Equal(GpioStatus.Error, (await set.WaitAsync(Patience)).Status);
    }

    [Fact(DisplayName = "Settings that wait for a request in hand are not the older ones once the line has moved")]
    public async Task SettingsThatWait()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.SetDirectionAsync(0, GpioDirection.Out);
        var set = await HangAsync(rig, guest);
        await rig.ChangeAsync("ivi", ivi => ivi.With(0, line => line with { OnRelease = OnRelease.High }));

        await rig.ChangeAsync("ivi", ivi => ivi.Wired(0, "bench", 0));

        Assert.Equal(GpioStatus.Ok, (await set.WaitAsync(Patience)).Status);
        var line = await rig.LineAsync(0);
        Assert.Equal((new ChipLineAddress("bench", 0), OnRelease.High), (line.From!.Value, line.OnRelease));
    }

    private Task<LiveRig> StartAsync() => StartAsync(
        folder =>
        {
            var (slow, gone, bench) = (Plans.Sim("slow", "A"), Plans.Sim("gone", "A"), Plans.Sim("bench", "A"));
            return Plans.Plan(folder, [slow, gone, bench], [Plans.Guest("ivi", folder, slow)]);
        },
        ports: chip => chip.Id switch { "slow" => _slow, "gone" => _gone, _ => new SimulatedPort() },
        virtualTime: true);

    private async Task<Task<GpioReply>> HangAsync(LiveRig rig, GpioDriver guest)
    {
        _slow.Result = PortResult.Pending;
        var set = guest.RequestAsync(GpioMessage.SetValue, 0, 1);
        await rig.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 1);
        return set;
    }
}
