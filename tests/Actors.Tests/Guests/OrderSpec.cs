using System.Diagnostics;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>What the driver sees first (HR-01, HR-02).</summary>
public class OrderSpec : RigSpec
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly GpioDriverOptions Roomy =
        new() { FrontEnd = new FrontEndOptions { EventQueueSize = 256, RequestQueueSize = 256, MemorySize = 16 << 20 } };

    [Fact(DisplayName =
        "Design rule 2: INVALID is published before the OK of NONE, also when the requestq's mailbox is scheduled first (VG-D-38)")]
    public async Task InvalidBeforeOk()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        for (int round = 0; round < 20; round++)
        {
            await guest.SetIrqTypeAsync(0, IrqType.EdgeRising);
            var buffer = guest.QueueIrqPairAsync(0);
            await rig.UntilAsync(snapshot => snapshot.Armed == 1);

            var hold = await rig.HoldAsync();
            var (requests, events) = (guest.FrontEnd.Rings[0], guest.FrontEnd.Rings[1]);
            ushort answered = requests.UsedIndex, returned = events.UsedIndex;
            Task<GpioReply>? other = null, disable = null;
            await HeldReactor.OfferedAsync(guest, 0, 2, () =>
            {
                other = guest.RequestAsync(GpioMessage.GetDirection, 1, 0);   // its answer schedules the requestq before line 0 has run
                disable = guest.RequestAsync(GpioMessage.SetIrqType, 0, 0);
                return disable;
            });
            hold.Dispose();
            await UsedAsync(rig, guest, 0, answered);
            Assert.Equal((ushort)(returned + 1), events.UsedIndex);
            Assert.Equal((byte)IrqStatus.Invalid, (await buffer).Written[0]);
            Assert.Equal(GpioStatus.Ok, (await disable!).Status);
            await other!;
        }
    }

    /// <summary>Looks at a ring until something has come back on it, without a pause: what is visible then was published before.</summary>
    /// <exception cref="TimeoutException">Nothing comes; the message says how hub and driver see the rings.</exception>
    private static async Task UsedAsync(LiveRig rig, GpioDriver guest, int ring, ushort before)
    {
        var spin = new SpinWait();
        for (var began = Stopwatch.StartNew(); guest.FrontEnd.Rings[ring].UsedIndex == before; spin.SpinOnce(sleep1Threshold: -1))
        {
            if (began.Elapsed < Patience) continue;
            var snapshot = (await rig.Hub.GuestAsync("ivi", CancellationToken.None))!;
            string driver = string.Join(", ", guest.FrontEnd.Rings.Select(side => $"avail {side.AvailIndex} used {side.UsedIndex}"));
            throw new TimeoutException($"ring {ring} stays at {before}; driver: {driver}; hub: {string.Join(", ", snapshot.Rings)}; " +
                $"line 0: {snapshot.Lines[0]}");
        }
    }

    [Theory(DisplayName =
        "VALID is visible after the OK of its enable, also when the chip's answer and the pair come in one turn, either first (VG-D-39)")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ValidAfterOk(bool answerFirst)
    {
        var port = new ScriptedPort { HeedsWishes = true };
        await using var rig = await StartAsync(
            folder =>
            {
                var chip = Plans.Sim("bench", "A", "B");
                return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
            },
            ports: _ => port, virtualTime: true);
        await using var guest = await rig.ConnectAsync();
        await rig.ToldAsync();
        var (requests, events) = (guest.FrontEnd.Rings[0], guest.FrontEnd.Rings[1]);
        for (int round = 0; round < 20; round++)
        {
            port.Result = PortResult.Pending;
            var enable = guest.RequestAsync(GpioMessage.SetIrqType, 0, (uint)IrqType.LevelLow);      // active: it is due at once
            await rig.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 1);
            ushort answered = requests.UsedIndex, returned = events.UsedIndex;
            Task<RawCompletion>? pair = null;
            using (await rig.HoldAsync())
            {
                if (answerFirst) port.Answer(ChipOutcome.Done);
                await HeldReactor.OfferedAsync(guest, 1, 1, () => pair = guest.QueueIrqPairAsync(0));
                if (!answerFirst) port.Answer(ChipOutcome.Done);
                port.Result = PortResult.Done;                             // it tells its level at once
            }

            await UsedAsync(rig, guest, 1, returned);
            Assert.Equal((ushort)(answered + 1), requests.UsedIndex);
            Assert.Equal(GpioStatus.Ok, (await enable).Status);
            Assert.Equal((byte)IrqStatus.Valid, (await pair!).Written[0]);
            await guest.SetIrqTypeAsync(0, IrqType.None);
        }
    }

    [Fact(DisplayName =
        "GET_VALUE reads what the requests of its line before it in the batch have set, and nothing of those behind (VG-D-14)")]
    public async Task ReadsKeepTheirPlace()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync();
        await guest.DriveAsync(0, false);
        var before = (await rig.UntilAsync(_ => true)).Lines;
        Task<GpioReply>[] replies = [];
        using (await rig.HoldAsync())
        {
            await HeldReactor.OfferedAsync(guest, 0, 5, () =>
            {
                replies =
                [
                    guest.RequestAsync(GpioMessage.GetValue, 0, 0), guest.RequestAsync(GpioMessage.SetValue, 0, 1),
                    guest.RequestAsync(GpioMessage.GetValue, 0, 0), guest.RequestAsync(GpioMessage.SetValue, 0, 0),
                    guest.RequestAsync(GpioMessage.GetValue, 1, 0),
                ];
                return Task.WhenAll(replies);
            });
        }

        var answers = await Task.WhenAll(replies);
        Assert.All(answers, answer => Assert.Equal(GpioStatus.Ok, answer.Status));
        Assert.Equal([0, 1, 0], [answers[0].Value, answers[2].Value, answers[4].Value]);
        var after = (await rig.UntilAsync(_ => true)).Lines;
        Assert.Equal((4, 1), (after[0].Requests - before[0].Requests, after[1].Requests - before[1].Requests));
    }

    [Fact(DisplayName = "Malformed messages of a line are answered in that line's order (VG-D-14)")]
    public async Task MalformedKeepsItsPlace()
    {
        var port = new ScriptedPort();
        await using var rig = await StartAsync(
            folder =>
            {
                var chip = Plans.Sim("bench", "A", "B");
                return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
            },
            ports: _ => port, virtualTime: true);                                  // no deadline, however busy the machine
        await using var guest = await rig.ConnectAsync();
        await rig.ToldAsync();
        port.Result = PortResult.Pending;
        var slow = guest.RequestAsync(GpioMessage.GetValue, 0, 0);
        var malformed = guest.SubmitRawAsync(0, [[0x77, 0, 0, 0, 0, 0, 0, 0]], [2]);
        var ofAnother = await guest.SubmitRawAsync(0, [[0x77, 0, 1, 0, 0, 0, 0, 0]], [2]);
        Assert.Equal((byte)GpioStatus.Error, ofAnother.Written[0]);
        await rig.UntilAsync(snapshot => snapshot.Rings[0].InFlight == 2);
        Assert.False(malformed.IsCompleted);
        port.Answer(ChipOutcome.Done);
        Assert.Equal(GpioStatus.Ok, (await slow).Status);
        Assert.Equal((byte)GpioStatus.Error, (await malformed).Written[0]);
    }

    [Fact(DisplayName =
        "Buffers that come back for ever do not keep the requestq waiting, and a request finds every buffer queued before it (R-09, " +
        "VG-D-38)")]
    public async Task AnEventqFloodLeavesRequestsThrough()
    {
        await using var rig = await StartAsync();
        await using var guest = await rig.ConnectAsync(options: Roomy);
        using var end = new CancellationTokenSource();
        long returned = 0;
        await guest.SetIrqTypeAsync(0, IrqType.LevelLow);                            // active: each buffer comes back at once
        var flood = Enumerable.Range(0, 200).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < 300 && !end.IsCancellationRequested; i++)
            {
                await guest.QueueIrqPairAsync(0);
                Interlocked.Increment(ref returned);
            }
        })).ToArray();
        for (int i = 0; i < 50; i++) Assert.Equal(GpioDirection.None, await guest.GetDirectionAsync(1));
        Assert.Equal(GpioStatus.Ok, (await guest.RequestAsync(GpioMessage.SetIrqType, 0, 0)).Status);
        long delivered = (await rig.LineAsync(0)).Delivered;
        await end.CancelAsync();
        for (var all = Task.WhenAll(flood); !all.IsCompleted;)
        {
            await guest.SetIrqTypeAsync(0, IrqType.EdgeRising);                      // what was parked is held, and comes back with NONE
            await guest.SetIrqTypeAsync(0, IrqType.None);
        }

        await Task.WhenAll(flood);
        Assert.Equal(delivered, (await rig.LineAsync(0)).Delivered);                 // no VALID after the OK
        Assert.True(returned > 0);
    }

    [Fact(DisplayName = "A guest that floods its requestq starves no other: both are answered, turn by turn")]
    public async Task AFloodBesideAQuietGuest()
    {
        await using var rig = await StartAsync(guests: 2);
        await using var loud = await rig.ConnectAsync(options: Roomy);
        await using var quiet = await rig.ConnectAsync("adas");
        using var end = new CancellationTokenSource();
        long answered = 0;
        var flood = Enumerable.Range(0, 256).Select(i => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await loud.GetValueAsync((ushort)(i % 4));
                Interlocked.Increment(ref answered);
            }
        })).ToArray();
        await rig.UntilAsync(snapshot => snapshot.Requests > 1000);
        await using var irq = await quiet.RequestIrqAsync(0, IrqType.EdgeBoth);
        bool level = false;
        for (int i = 0; i < 20; i++)
        {
            await rig.UntilAsync(snapshot => snapshot.Armed == 1, "adas");
            level = !level;
            await rig.SetAsync(0, level);
            Assert.Equal(level, (await irq.Events.ReadAsync()).Level);
            Assert.Equal(level, await quiet.GetValueAsync(0));
        }

        await end.CancelAsync();
        await Task.WhenAll(flood);
        Assert.Equal((20, 20), ((await rig.LineAsync(0, "adas")).Edges, (await rig.LineAsync(0, "adas")).Delivered));
        Assert.Equal(answered, (await rig.Hub.GuestAsync("ivi", CancellationToken.None))!.Lines.Sum(line => line.Requests));
    }
}
