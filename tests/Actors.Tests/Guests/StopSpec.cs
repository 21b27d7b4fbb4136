using System.Buffers.Binary;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Testing;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>Stops that are exact (HR-06; VU-33…35, VU-45…47b).</summary>
public class StopSpec : RigSpec
{
    [Fact(DisplayName = "A disabled requestq: not a chain is taken, not a byte written; ENABLE(1) goes on from there (VU-35)")]
    public async Task ADisabledRequestq()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.EnableRingAsync(0, on: false);
        var ring = guest.FrontEnd.Rings[0];
        ushort used = ring.UsedIndex;
        int taken = (await rig.UntilAsync(_ => true)).Rings[0].LastAvail;
        var request = guest.RequestAsync(GpioMessage.SetValue, 0, 1);
        for (int i = 0; i < 3; i++)
        {
            ring.Kick.Signal();
            var now = await rig.UntilAsync(_ => true);
            Assert.Equal((0, taken), (now.Rings[0].InFlight, now.Rings[0].LastAvail));
        }

        Assert.Equal(used, ring.UsedIndex);
        await guest.EnableRingAsync(0, on: true);
        Assert.Equal(GpioStatus.Ok, (await request).Status);
    }

    [Fact(DisplayName = "A disabled eventq: the held buffer stays held, an edge is latched and not written; ENABLE(1) delivers it (VU-35)")]
    public async Task ADisabledEventq()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await using var irq = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await guest.EnableRingAsync(1, on: false);
        ushort used = guest.FrontEnd.Rings[1].UsedIndex;
        await rig.SetAsync(0, true);
        var line = (await rig.UntilAsync(snapshot => snapshot.Lines[0].Latched)).Lines[0];      // the chip may be on another reactor
        Assert.Equal(IrqBufferState.Held, line.Buffer);
        Assert.Equal(used, guest.FrontEnd.Rings[1].UsedIndex);
        await guest.EnableRingAsync(1, on: true);
        Assert.True((await irq.Events.ReadAsync()).Level);
        line = await rig.LineAsync(0);
        Assert.Equal((1, 1, 0), (line.Edges, line.Delivered, line.Coalesced));
    }

    [Fact(DisplayName = "ENABLE(0) is acknowledged when the request at a hung chip has been answered ERR, not before (VU-35)")]
    public async Task ABarrierAtAHungChip()
    {
        var port = new ScriptedPort();
        await using var rig = await StartAsync(OneGuest(), ports: _ => port);
        await using var guest = await rig.ConnectAsync();
        await rig.ToldAsync();
        port.Result = PortResult.Pending;
        var request = guest.RequestAsync(GpioMessage.GetValue, 0, 0);
        await rig.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 1);
        await guest.EnableRingAsync(0, on: false);
        Assert.Equal(guest.FrontEnd.Rings[0].AvailIndex, guest.FrontEnd.Rings[0].UsedIndex);
        port.Answer(ChipOutcome.Done);
        await guest.EnableRingAsync(0, on: true);
        Assert.Equal(GpioStatus.Error, (await request).Status);
    }

    [Fact(DisplayName = "A buffer that comes in the same turn as GET_VRING_BASE is not held by the line once the ring has stopped (VU-45)")]
    public async Task ABufferRacesWithAStop()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.SetIrqTypeAsync(0, IrqType.EdgeRising);
        var hold = await rig.HoldAsync();
        await HeldReactor.OfferedAsync(guest, 1, 1, () => guest.QueueIrqPairAsync(0));
        var ask = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(ask, 1);
        guest.FrontEnd.Channel.Tell(FrontEndRequest.GetVringBase, ask);               // its reply is read below
        hold.Dispose();
        var reply = await Task.Run(guest.FrontEnd.Channel.Receive);
        ushort next = BinaryPrimitives.ReadUInt16LittleEndian(reply!.Value.Payload.AsSpan(4));
        Assert.Equal(next, guest.FrontEnd.Rings[1].UsedIndex);                        // nothing that the next activation would not know of
        var line = await rig.LineAsync(0);
        Assert.Equal(IrqBufferState.None, line.Buffer);
    }

    [Theory(DisplayName =
        "With whenStopped the pins of a guest that stays stopped are released, and driven again before its first request is served " +
        "(VU-47b)")]
    [InlineData(FrontEndManners.Qemu10)]
    [InlineData(FrontEndManners.Qemu72)]
    [InlineData(FrontEndManners.UserModeLinux)]                                       // stops with ENABLE(0) alone
    public async Task WhenStopped(FrontEndManners manners)
    {
        await using var rig = await StartAsync(OneGuest(TimeSpan.FromMilliseconds(100)));
        await using var guest = await rig.ConnectAsync(manners: manners);
        await guest.DriveAsync(1, true);
        await guest.StopAsync();
        await rig.UntilAsync(snapshot => snapshot.Lines[1].Level == false);
        Assert.Equal(GpioDirection.Out, (await rig.LineAsync(1)).Direction);          // line state is kept
        if (manners == FrontEndManners.UserModeLinux) await ReenableAsync(guest);
        else await guest.ResumeAsync();
        Assert.True(await guest.GetValueAsync(1));
    }

    [Fact(DisplayName = "A hub that stops says so when the pins are released, not before, also of a guest that is paused")]
    public async Task PinsAreReleasedBeforeTheHubSaysSo()
    {
        var notes = new Notes();
        await using var rig = await StartAsync(OneGuest(), notes);
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, true);
        await guest.StopAsync();
        notes.Clear();
        Assert.Equal(["ivi"], await rig.Hub.ReleaseAsync(TimeSpan.FromSeconds(10)));
        var seen = notes.All;
        Assert.True(seen.LastIndexOf("LineActor ControlLine") is > 0 and var released && released < seen.IndexOf("RigActor Closed"),
            string.Join(", ", seen));
    }

    private static Task ReenableAsync(GpioDriver guest) => Task.Run(async () =>
    {
        await guest.EnableRingAsync(0, on: true);
        await guest.EnableRingAsync(1, on: true);
    });

    private static Func<string, RigPlan> OneGuest(TimeSpan? whenStopped = null) => folder =>
    {
        var chip = Plans.Sim("bench", "A", "B");
        return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip) with { WhenStopped = whenStopped }]);
    };

    private sealed class Notes : ICrashPlan
    {
        private readonly List<string> _all = [];

        public List<string> All
        {
            get { lock (_all) return [.. _all]; }
        }

        public void Clear()
        {
            lock (_all) _all.Clear();
        }

        public void Before(string actor, object message)
        {
            lock (_all) _all.Add($"{actor} {message.GetType().Name}");
        }

        public void After(string actor, object message)
        {
        }
    }
}
