using System.Threading.Channels;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>What the hub says of a front-end that does nothing, and what it does with the pins of a guest that stays stopped;
/// in virtual time.</summary>
public class PresenceSpec
{
    private static Task<LiveRig> StartAsync(TimeSpan? whenStopped = null) => LiveRig.StartAsync(
        folder =>
        {
            var chip = Plans.Sim("bench", "A");
            return Plans.Plan(folder, [chip],
                [Plans.Guest("ivi", folder, chip, onRelease: OnRelease.High) with { WhenStopped = whenStopped }]);
        },
        virtualTime: true);

    [Fact(DisplayName = "A front-end that sends nothing for 2 s is told of, with what to do (IF-2.7)")]
    public async Task Silent()
    {
        await using var rig = await StartAsync();
        var log = rig.Log();
        using var stream = UnixStream.Connect(rig.SocketOf("ivi"));
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Connected);
        rig.Advance(TimeSpan.FromSeconds(2));
        string line = await LineWithAsync(log, "sent nothing");
        Assert.StartsWith("WarningLevel ivi: front-end connected (pid ", line);
        Assert.EndsWith(
            "but sent nothing for 2 s; restart the VM (known with QEMU < 9.1 when the hub restarts before the guest boots)", line);
    }

    [Fact(DisplayName =
        "Lines of a guest beyond ten a second are held back, and the log tells how many they were, also if no other line follows")]
    public async Task HeldBack()
    {
        await using var rig = await StartAsync();
        var log = rig.Log();
        for (int i = 0; i < LogThrottle.LinesPerSecond; i++)
        {
            using var stream = UnixStream.Connect(rig.SocketOf("ivi"));
            await rig.UntilAsync(snapshot => snapshot.State == GuestState.Connected);
            stream.Dispose();
            await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);
        }

        rig.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("WarningLevel ivi: 10 lines were held back; at most 10 a second are written", await LineWithAsync(log, "held back"));
    }

    [Fact(DisplayName = "No guest driver for 30 s is told of, and shown as no-driver (IF-2.7)")]
    public async Task NoDriver()
    {
        await using var rig = await StartAsync();
        var log = rig.Log();
        using var frontEnd = VhostUserFrontEnd.Connect(rig.SocketOf("ivi"), new FrontEndOptions());
        rig.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(
            "InfoLevel ivi: QEMU is connected, but no guest driver has started the device. " +
            "Guest still booting, or its kernel lacks CONFIG_GPIO_VIRTIO.",
            await LineWithAsync(log, "no guest driver"));
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.NoDriver);
    }

    [Fact(DisplayName = "A message that was begun and is not finished within 1 s ends the connection (VU-06)")]
    public async Task PartialMessage()
    {
        await using var rig = await StartAsync();
        var log = rig.Log();
        using var stream = UnixStream.Connect(rig.SocketOf("ivi"));
        stream.Send([1, 0, 0], []);
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Connected);
        for (int i = 0; i < 3; i++)
        {
            await rig.UntilAsync(_ => true);                   // the reactor has been round: what came has been read
            rig.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal("ErrorLevel ivi: a message was begun and not finished within 1 s", await LineWithAsync(log, "begun"));
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);
    }

    [Fact(DisplayName =
        "With whenStopped the pins of a guest whose rings stay stopped are released after that time, and driven again when it resumes " +
        "(VU-47b)")]
    public async Task WhenStopped()
    {
        await using var rig = await StartAsync(whenStopped: TimeSpan.FromSeconds(5));
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, false);
        await guest.StopAsync();
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Stopped);
        rig.Advance(TimeSpan.FromSeconds(4));
        Assert.False((await rig.LineAsync(0)).Level);
        rig.Advance(TimeSpan.FromSeconds(1));
        await rig.UntilAsync(snapshot => snapshot.Lines[0].Level == true);
        await guest.ResumeAsync();
        Assert.Equal(GpioDirection.Out, await guest.GetDirectionAsync(0));
        Assert.False(await guest.GetValueAsync(0));
    }

    private static async Task<string> LineWithAsync(ChannelReader<string> log, string words)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await foreach (string line in log.ReadAllAsync(patience.Token))
            if (line.Contains(words, StringComparison.Ordinal)) return line;
        throw new InvalidOperationException("the log ended");
    }
}
