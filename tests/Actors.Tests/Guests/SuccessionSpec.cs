using GpioHub.Actors.Contract;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>The hub dies while a front-end boots, pauses, reboots and leaves, and another process goes on with the front-end.</summary>
public class SuccessionSpec
{
    private const int Apart = 1009;                                        // more than the longest turn stores

    public static TheoryData<FrontEndManners, int> Deaths { get; } = Every();

    [Theory(DisplayName = "Wherever the hub dies in a boot, a pause or a reboot: each message is answered once, nothing is left over")]
    [MemberData(nameof(Deaths))]
    public void OverALife(FrontEndManners manners, int first)
    {
        using var rig = new MortalRig([first, .. Enumerable.Repeat(Apart, 40)]);
        using (var front = rig.Connect(manners))
        {
            front.Start();
            Assert.Equal(GuestState.Running, rig.Guest().State);
            if (manners != FrontEndManners.UserModeLinux)
            {
                front.Stop();
                Assert.Equal(GuestState.Stopped, rig.Guest().State);
                front.Start();
                Assert.Equal(GuestState.Running, rig.Guest().State);
            }

            front.Reset();
            front.Start();
            Assert.Equal(GuestState.Running, rig.Guest().State);
        }

        Assert.Equal(GuestState.Waiting, rig.Guest().State);
        Assert.Equal(["g/ivi/listen"], rig.Names);
        Assert.Empty(rig.Leaked);
        Assert.True(rig.Deaths > 1, $"{rig.Deaths} deaths in {rig.Steps} steps");
    }

    [Fact(DisplayName = "Wherever the hub dies in a pause, what it wrote to rings that were about to stop is no sign of another owner, " +
        "though the next one is slow (VU-47b)")]
    public void OwnWritesAreNoSign()
    {
        for (int left = 0, deaths = 1; deaths > 0; left++)
        {
            using var rig = new MortalRig([], turnTime: TimeSpan.FromMilliseconds(100));
            using var front = rig.Connect(FrontEndManners.Qemu10);
            front.Start();
            Await(rig, front);
            rig.DieAfter(left);
            front.Stop();
            var guest = rig.Guest();
            Assert.Equal((left, GuestState.Stopped, null), (left, guest.State, guest.Stop?.Released));
            front.Start();
            Assert.Equal((left, GuestState.Running), (left, rig.Guest().State));
            deaths = rig.Deaths;
        }
    }

    [Fact(DisplayName = "Wherever the hub dies while a guest goes on whose whenStopped is almost over, its pins keep their levels, " +
        "though the next one is slow (VU-47b)")]
    public void GoesOnInTime()
    {
        for (int left = 0, deaths = 1; deaths > 0; left++)
        {
            using var rig = new MortalRig([], turnTime: TimeSpan.FromMilliseconds(100), whenStopped: TimeSpan.FromMilliseconds(1));
            using var front = rig.Connect(FrontEndManners.UserModeLinux);
            front.Start();
            DriveHigh(rig, front);
            front.Enable(0, on: false);
            front.Enable(1, on: false);
            Assert.Equal((GuestState.Stopped, null), (rig.Guest().State, rig.Guest().Stop?.Released));
            rig.DieAfter(left);
            front.Enable(0, on: true);
            deaths = rig.Deaths;
            Assert.Equal((left, GuestState.Running, true, 1L),
                (left, rig.Guest().State, rig.Line().Level, rig.Line().Edges));
        }
    }

    [Theory(DisplayName = "A descriptor was not left, or the image is damaged: that guest starts anew, its front-end may come again")]
    [InlineData("mem.", "")]
    [InlineData("kick1.", "")]
    [InlineData("outbox", "")]
    [InlineData("conn", "")]
    [InlineData("", "g/ivi/session")]
    [InlineData("", "g/ivi/session.")]
    public void StartsAnew(string lost, string damaged)
    {
        using var rig = new MortalRig([]);
        using (var front = rig.Connect(FrontEndManners.Qemu10))
        {
            front.Start();
            rig.Kill(name => lost.Length > 0 && name.StartsWith($"g/ivi/{lost}", StringComparison.Ordinal),
                name => damaged.EndsWith('.') ? name.StartsWith(damaged, StringComparison.Ordinal) : name == damaged);
            Assert.Equal(GuestState.Waiting, rig.Guest().State);
        }

        Assert.Equal(["g/ivi/listen"], rig.Names);
        using var again = rig.Connect(FrontEndManners.Qemu10);
        again.Start();
        Assert.Equal(GuestState.Running, rig.Guest().State);
        rig.Kill();
        Assert.Equal(GuestState.Running, rig.Guest().State);
        Assert.Empty(rig.Leaked);
    }

    [Fact(DisplayName = "A front-end that waits for its turn, and one that has sent nothing yet, wait for the next process")]
    public void Waiting()
    {
        using var rig = new MortalRig([]);
        using var early = UnixStream.Connect(rig.SocketPath);
        rig.RunUntilIdle();                                                // admitted, and silent
        rig.Kill();
        Assert.NotNull(rig.Guest().Peer);
        early.Dispose();
        using var front = rig.Connect(FrontEndManners.Qemu10);
        rig.Kill();
        front.Start();
        Assert.Equal(GuestState.Running, rig.Guest().State);
    }

    [Fact(DisplayName = "The guest's actor fails: its front-end reads the end of the stream, though it was kept, and nothing stays kept")]
    public void ActorFails()
    {
        var crashes = new OneCrash();
        using var rig = new MortalRig([], crashes);
        using (var front = rig.Connect(FrontEndManners.Qemu10))
        {
            front.Start();
            crashes.Arm(nameof(GuestActor), nameof(GuestProtocol.Describe), after: false);
            rig.Ask();
            Assert.Equal(1, crashes.Thrown);
            Assert.Equal(["g/ivi/listen"], rig.Names);
            Assert.Throws<VhostUserPeerException>(() => front.GetConfig(0, 8));
        }

        rig.Kill();
        using var again = rig.Connect(FrontEndManners.Qemu10);
        again.Start();
        Assert.Equal(GuestState.Running, rig.Guest().State);
    }

    /// <summary>The guest waits for an edge of line 0, which a stop of the eventq gives back.</summary>
    private static void Await(MortalRig rig, VhostUserFrontEnd front)
    {
        using var requests = BareVirtqueue.Of(front, 0, 1, GpioRequest.Size, GpioResponse.Size);
        using var events = BareVirtqueue.Of(front, 1, 1, IrqRequest.Size, IrqResponse.Size);
        requests.Write(0, Support.BareGuest.Bytes(GpioMessage.SetIrqType, 0, (uint)IrqType.EdgeBoth));
        requests.Submit(0);
        requests.Publish();
        rig.RunUntilIdle();
        Assert.True(requests.TryCollect(out _, out ushort answer));
        Assert.Equal(0, answer);
        events.Write(0, [0, 0]);
        events.Submit(0);
        events.Publish();
        rig.RunUntilIdle();
        Assert.False(events.HasUsed);
    }

    private static void DriveHigh(MortalRig rig, VhostUserFrontEnd front)
    {
        using var requests = BareVirtqueue.Of(front, 0, 1, GpioRequest.Size, GpioResponse.Size);
        foreach (var (message, value) in new[] { (GpioMessage.SetValue, 1u), (GpioMessage.SetDirection, (uint)GpioDirection.Out) })
        {
            requests.Write(0, Support.BareGuest.Bytes(message, 0, value));
            requests.Submit(0);
            requests.Publish();
            rig.RunUntilIdle();
            Assert.True(requests.TryCollect(out _, out ushort answer));
            Assert.Equal(0, answer);
        }
    }

    private static TheoryData<FrontEndManners, int> Every()
    {
        var deaths = new TheoryData<FrontEndManners, int>();
        foreach (var manners in Enum.GetValues<FrontEndManners>())
            for (int first = 0; first < Apart; first += 97) deaths.Add(manners, first);
        return deaths;
    }
}
