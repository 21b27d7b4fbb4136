using GpioHub.Actors.Contract;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>A connection that drops while the guest runs: nothing is lost if the hub lives, and what guest memory tells if it does not
/// (VU-48, VU-55).</summary>
public class ReconnectSpec : RigSpec
{
    private static readonly GpioDriverOptions Patient = new() { SurvivesDisconnect = true };

    public enum Base
    {
        Used,
        Between,
        Avail,
    }

    [Theory(DisplayName =
        "A dropped connection: armed lines go on, an edge of the meantime is delivered, each pair comes back once (VU-48)")]
    [InlineData(FrontEndManners.Qemu10, Base.Used)]
    [InlineData(FrontEndManners.Qemu10, Base.Between)]
    [InlineData(FrontEndManners.Qemu10, Base.Avail)]
    [InlineData(FrontEndManners.UserModeLinux, Base.Used)]
    [InlineData(FrontEndManners.UserModeLinux, Base.Avail)]
    public async Task ArmedLines(FrontEndManners manners, Base start)
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync(manners: manners, options: Patient);
        await using var a = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
        await using var b = await guest.RequestIrqAsync(1, IrqType.EdgeRising);
        await using var c = await guest.RequestIrqAsync(2, IrqType.EdgeBoth);
        await FireAsync(rig, guest, 2, c);                                            // pairs come back in another order than they went
        await rig.UntilAsync(snapshot => snapshot.Armed == 3);

        await guest.ReconnectAsync(startAt: ring =>
        {
            rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting).Wait();
            if (ring.Index == 0) rig.SetAsync(0, true).Wait();                        // while there is no connection
            return BaseOf(ring, start);
        });

        Assert.True((await a.Events.ReadAsync()).Level);
        await rig.SetAsync(1, true);
        Assert.True((await b.Events.ReadAsync()).Level);
        await FireAsync(rig, guest, 2, c);
        var snapshot = await rig.UntilAsync(now => now.Armed == 3);
        Assert.Equal((0, 0), (snapshot.Lines.Sum(line => line.Invalid), snapshot.Rings.Sum(ring => ring.Lost)));
    }

    [Theory(DisplayName = "A dropped connection: a request in flight is answered once, and no other's answer is lost (VU-48)")]
    [InlineData(FrontEndManners.Qemu10, Base.Used)]
    [InlineData(FrontEndManners.Qemu10, Base.Between)]
    [InlineData(FrontEndManners.Qemu10, Base.Avail)]
    [InlineData(FrontEndManners.Qemu72, Base.Used)]
    [InlineData(FrontEndManners.UserModeLinux, Base.Used)]
    public async Task RequestsInFlight(FrontEndManners manners, Base start)
    {
        var port = new ScriptedPort();
        await using var rig = await StartAsync(OneChip, ports: _ => port, virtualTime: true);
        await using var guest = await rig.ConnectAsync(manners: manners, options: Patient);
        await guest.RequestAsync(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out);
        await rig.ToldAsync();
        port.Result = PortResult.Pending;
        var set = guest.RequestAsync(GpioMessage.SetValue, 0, 1);
        await rig.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 1);
        Assert.Equal(GpioStatus.Ok, (await guest.RequestAsync(GpioMessage.GetDirection, 1, 0)).Status);     // overtakes it
        port.Result = PortResult.Done;

        await guest.ReconnectAsync(startAt: ring => BaseOf(ring, start));
        while (!set.IsCompleted && !port.Kept.IsEmpty) port.Answer(ChipOutcome.Done);

        Assert.Equal(GpioStatus.Ok, (await set).Status);
        Assert.Equal(GpioStatus.Ok, (await guest.RequestAsync(GpioMessage.GetDirection, 0, 0)).Status);
        var rings = (await rig.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 0)).Rings;
        Assert.Equal(guest.FrontEnd.Rings[0].AvailIndex, guest.FrontEnd.Rings[0].UsedIndex);
        Assert.Equal(guest.FrontEnd.Rings[0].UsedIndex, rings[0].Used);
    }

    [Theory(DisplayName = "A dropped connection: what the guest drove is released, and driven again before its next request (VU-47b)")]
    [InlineData(FrontEndManners.Qemu10)]
    [InlineData(FrontEndManners.Qemu72)]
    [InlineData(FrontEndManners.UserModeLinux)]
    public async Task Pins(FrontEndManners manners)
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync(manners: manners, options: Patient);
        await guest.DriveAsync(1, true);
        await guest.ReconnectAsync(startAt: ring =>
        {
            rig.UntilAsync(snapshot => snapshot is { State: GuestState.Waiting } && snapshot.Lines[1].Level == false).Wait();
            return ring.UsedIndex;
        });
        Assert.True(await guest.GetValueAsync(1));
        Assert.Equal(GpioDirection.Out, await guest.GetDirectionAsync(1));
    }

    [Fact(DisplayName = "A connection dropped with a request in flight when used.idx has gone round to 0 is no new driver (VU-47a)")]
    public async Task GoneRound()
    {
        var port = new ScriptedPort();
        await using var rig = await StartAsync(OneChip, ports: _ => port, virtualTime: true);
        await using var guest = await rig.ConnectAsync(options: Patient);
        await guest.DriveAsync(1, true);
        var ring = guest.FrontEnd.Rings[0];
        while (ring.UsedIndex != 0)
        {
            int batch = Math.Min(32, 65536 - ring.UsedIndex);
            await Task.WhenAll(Enumerable.Range(0, batch).Select(_ => guest.RequestAsync(GpioMessage.GetDirection, 0, 0)));
        }

        await rig.ToldAsync();
        port.Result = PortResult.Pending;
        var get = guest.RequestAsync(GpioMessage.GetValue, 0, 0);
        await rig.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 1);
        port.Result = PortResult.Done;
        await guest.ReconnectAsync();
        while (!get.IsCompleted && !port.Kept.IsEmpty) port.Answer(ChipOutcome.Done);
        Assert.Equal(GpioDirection.Out, await guest.GetDirectionAsync(1));
        Assert.Equal(GpioStatus.Ok, (await get).Status);
    }

    [Theory(DisplayName = "After a restart of the hub a request that nobody answered is answered once, and the guest goes on (VU-48)")]
    [InlineData(FrontEndManners.Qemu10)]
    [InlineData(FrontEndManners.Qemu72)]
    [InlineData(FrontEndManners.UserModeLinux)]
    public async Task RequestOverARestart(FrontEndManners manners)
    {
        var port = new ScriptedPort();
        var first = await StartAsync(OneChip, ports: _ => port, virtualTime: true);
        await using var guest = await first.ConnectAsync(manners: manners, options: Patient);
        for (int i = 0; i < 300; i++) await guest.RequestAsync(GpioMessage.GetDirection, 0, 0);      // more than a ring has entries
        await first.ToldAsync();
        port.Result = PortResult.Pending;
        var get = guest.RequestAsync(GpioMessage.GetValue, 0, 0);
        await first.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 1);
        await first.DisposeAsync();
        await using var rig = await StartAsync(OneChip);
        await guest.ReconnectAsync(UnixStream.Connect(rig.SocketOf("ivi")));
        Assert.Equal(GpioStatus.Ok, (await get).Status);
        await guest.DriveAsync(1, true);
        Assert.True(await guest.GetValueAsync(1));
        var ring = guest.FrontEnd.Rings[0];
        Assert.Equal(ring.AvailIndex, ring.UsedIndex);
        Assert.Equal(0, (await rig.UntilAsync(_ => true)).Rings[0].Lost);
    }

    [Fact(DisplayName =
        "After a restart of the hub pairs that cannot be told from returned ones are counted and said, and the rest works (VU-48)")]
    public async Task LostPairs()
    {
        var first = await StartAsync(OneChip);
        await using var guest = await first.ConnectAsync(options: Patient);
        _ = await guest.RequestIrqAsync(0, IrqType.EdgeRising);                       // not given back: that would wait for the lost pair
        var busy = await guest.RequestIrqAsync(1, IrqType.EdgeBoth);
        for (int i = 0; i < 80; i++) await FireAsync(first, guest, 1, busy);          // more than the ring has entries
        await first.DisposeAsync();
        await using var rig = await StartAsync(OneChip, virtualTime: true);
        var log = rig.Log();
        await guest.ReconnectAsync(UnixStream.Connect(rig.SocketOf("ivi")));
        var ring = (await rig.UntilAsync(snapshot => snapshot.Rings[1].State == "running")).Rings[1];
        Assert.Equal(2, ring.Lost);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        const string Said = "2 interrupt buffers of before the hub's start cannot be told from returned ones";
        while (!(await log.ReadAsync(patience.Token)).Contains(Said, StringComparison.Ordinal))
        {
        }

        await using var fresh = await guest.RequestIrqAsync(2, IrqType.EdgeRising);
        await rig.UntilAsync(snapshot => snapshot.Armed == 1);
        await rig.SetAsync(2, true);
        Assert.True((await fresh.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName = "After a restart of the hub pairs in flight come back, and lines work as soon as they are requested anew (VU-48)")]
    public async Task HubRestarted()
    {
        var first = await StartAsync();
        await using var guest = await first.ConnectAsync(options: Patient);
        await using (var a = await guest.RequestIrqAsync(0, IrqType.EdgeRising))
        {
            await first.UntilAsync(snapshot => snapshot.Armed == 1);
            await first.DisposeAsync();
            await using var rig = await StartAsync();
            await guest.ReconnectAsync(UnixStream.Connect(rig.SocketOf("ivi")));
            await rig.UntilAsync(snapshot => snapshot.Rings is [_, { State: "running", InFlight: 0, Lost: 0 }]);
            await a.DisposeAsync();                                                   // SET_IRQ_TYPE(NONE)
            await using var again = await guest.RequestIrqAsync(0, IrqType.EdgeRising);
            await rig.UntilAsync(snapshot => snapshot.Armed == 1);
            await rig.SetAsync(0, true);
            Assert.True((await again.Events.ReadAsync()).Level);
        }
    }

    private static RigPlan OneChip(string folder)
    {
        var chip = Plans.Sim("bench", "A", "B", "C");
        return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
    }

    private static async Task FireAsync(LiveRig rig, GpioDriver guest, int line, IrqLine irq)
    {
        bool level = (await rig.LineAsync(line)).Level == true;
        await rig.SetAsync(line, !level);
        Assert.Equal(!level, (await irq.Events.ReadAsync()).Level);
        await rig.UntilAsync(snapshot => snapshot.Lines[line].Buffer == IrqBufferState.Held);
    }

    private static ushort BaseOf(FrontEndRing ring, Base start) => start switch
    {
        Base.Used => ring.UsedIndex,
        Base.Avail => ring.AvailIndex,
        _ => (ushort)(ring.UsedIndex + (ushort)(ring.AvailIndex - ring.UsedIndex) / 2),
    };
}
