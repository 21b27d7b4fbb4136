using System.Threading.Channels;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>A driver that goes on as if it had the interrupt that it was refused, as Linux does: its line is named (IF-2.14).</summary>
public class UnheededSpec : RigSpec
{
    private const ushort A = 0, B = 1;
    private const string Named = $"WarningLevel ivi: line 0 \"A\": {RefusalText.Unheeded}";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Why an interrupt is refused.</summary>
    public enum Cause { Refusing, Away, Late, LateBehindAnother }

    /// <summary>What makes the driver and the device agree again.</summary>
    public enum Cure { Accepted, TypeNone, DirectionNone, Reset }

    private async Task<(LiveRig Rig, ScriptedPort Port)> WithPortAsync(int lines = 2)
    {
        var port = new ScriptedPort();
        var rig = await StartAsync(
            folder =>
            {
                var chip = Plans.Sim("bench", ["A", "B", .. Enumerable.Range(2, lines - 2).Select(line => $"L{line}")]);
                return Plans.Plan(folder, [chip], [Plans.Guest("ivi", folder, chip)]);
            },
            ports: _ => port, virtualTime: true);
        return (rig, port);
    }

    [Theory(DisplayName =
        "A line whose driver queues a buffer after the ERR of its enable is unheeded, whatever the reason; the log names it once, " +
        "however often the driver queues and asks (IF-2.14)")]
    [InlineData(Cause.Refusing)]
    [InlineData(Cause.Away)]
    [InlineData(Cause.Late)]
    [InlineData(Cause.LateBehindAnother)]
    public async Task Unheeded(Cause cause)
    {
        var (rig, port) = await WithPortAsync();
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        var log = rig.Log();
        await BreakAsync(rig, port, guest, cause);
        for (int round = 0; round < 2; round++)
        {
            await guest.SetIrqTypeAsync(A, IrqType.None);                          // as at a free of the interrupt
            Assert.Equal(GpioStatus.Error, await EnableAsync(rig, guest));
            Assert.False((await rig.LineAsync(A)).Unheeded);
            await QueueUntilParkedAsync(rig, guest);
            Assert.Equal([true, false], (await rig.Hub.GuestAsync("ivi", default))!.Lines.Select(line => line.Unheeded));
            Assert.Equal(GpioStatus.Error, await EnableAsync(rig, guest));
            Assert.True((await rig.LineAsync(A)).Unheeded);                        // its buffer is still here
        }

        Assert.Equal([Named], (await UntilMarkAsync(log, guest)).Where(IsOfUnheeded));
    }

    [Theory(DisplayName =
        "A line is unheeded until an accepted SET_IRQ_TYPE, also NONE, SET_DIRECTION(NONE) or a new driver (IF-2.14, VG-D-25, VG-D-49)")]
    [InlineData(Cure.Accepted)]
    [InlineData(Cure.TypeNone)]
    [InlineData(Cure.DirectionNone)]
    [InlineData(Cure.Reset)]
    public async Task NoLonger(Cure cure)
    {
        var (rig, port) = await WithPortAsync();
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        await BreakAsync(rig, port, guest, Cause.Refusing);
        Assert.Equal(GpioStatus.Error, await EnableAsync(rig, guest));
        await QueueUntilParkedAsync(rig, guest);
        Assert.True((await rig.LineAsync(A)).Unheeded);
        port.Result = PortResult.Done;
        Assert.True((await rig.LineAsync(A)).Unheeded);                            // a chip that is well again tells the driver nothing

        await (cure switch
        {
            Cure.Accepted => guest.SetIrqTypeAsync(A, IrqType.EdgeBoth),
            Cure.TypeNone => guest.SetIrqTypeAsync(A, IrqType.None),
            Cure.DirectionNone => guest.SetDirectionAsync(A, GpioDirection.None),
            _ => guest.ResetAsync(),
        });
        Assert.False((await rig.LineAsync(A)).Unheeded);
        if (cure != Cure.Accepted) await ComesBackAsync(guest, A);
        Assert.False((await rig.LineAsync(A)).Unheeded);                           // a buffer for an interrupt that nobody refused
    }

    [Fact(DisplayName = "A driver that heeds the ERR is not named (IF-2.14)")]
    public async Task Heeded()
    {
        var (rig, port) = await WithPortAsync();
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        var log = rig.Log();
        await rig.ToldAsync();
        port.Result = PortResult.Refused;
        for (int i = 0; i < 2; i++) Assert.Equal(GpioStatus.Error, await EnableAsync(rig, guest));

        Assert.False((await rig.LineAsync(A)).Unheeded);
        Assert.DoesNotContain(await UntilMarkAsync(log, guest), IsOfUnheeded);
    }

    [Fact(DisplayName = "A driver whose buffer was there before the ERR is named: Linux's looks at no answer (IF-2.14)")]
    public async Task Early()
    {
        var (rig, port) = await WithPortAsync();
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        var log = rig.Log();
        await rig.ToldAsync();
        port.Result = PortResult.Pending;
        var enable = guest.RequestAsync(GpioMessage.SetIrqType, A, (uint)IrqType.EdgeBoth);
        await rig.UntilAsync(snapshot => snapshot.Lines[A].Pending);
        var early = guest.QueueIrqPairAsync(A);
        await rig.UntilAsync(snapshot => snapshot.Lines[A].Buffer == IrqBufferState.Held);
        port.Answer(ChipOutcome.Refused);
        Assert.Equal(GpioStatus.Error, (await enable).Status);

        var line = await rig.LineAsync(A);
        Assert.Equal((IrqBufferState.Parked, true), (line.Buffer, line.Unheeded));
        Assert.False(early.IsCompleted);
        Assert.Single(await UntilMarkAsync(log, guest), line => IsOfUnheeded(line));
    }

    [Fact(DisplayName = "Of a thousand unheeded lines all are named in the snapshot, and ten lines a second in the log (IF-2.14)")]
    public async Task Thousand()
    {
        const int Lines = 1_000;
        var (rig, port) = await WithPortAsync(Lines);
        await using var _ = rig;
        await using var guest = await rig.ConnectAsync();
        var log = rig.Log();
        await BreakAsync(rig, port, guest, Cause.Refusing);
        for (ushort line = 0; line < Lines; line++)
        {
            Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetIrqType, line, (uint)IrqType.EdgeBoth)).Status);
            await ComesBackAsync(guest, line);
        }

        Assert.Equal(Lines, (await rig.Hub.GuestAsync("ivi", default))!.Lines.Count(line => line.Unheeded));
        rig.Advance(TimeSpan.FromSeconds(1));
        string[] told = await UntilMarkAsync(log, guest);
        Assert.Equal(LogThrottle.LinesPerSecond, told.Count(line => line.Contains("ivi: line ", StringComparison.Ordinal)));
        Assert.Equal(LogThrottle.LinesPerSecond / 2, told.Count(IsOfUnheeded));
        Assert.Contains($"WarningLevel ivi: {(2 * Lines) - 10} lines were held back; at most 10 a second are written", told);
    }

    private static bool IsOfUnheeded(string line) => line.EndsWith(RefusalText.Unheeded, StringComparison.Ordinal);

    /// <summary>Brings the chip into a state in which it refuses an enable of line A.</summary>
    private static async Task BreakAsync(LiveRig rig, ScriptedPort port, GpioDriver guest, Cause cause)
    {
        await rig.ToldAsync();
        port.Result = cause == Cause.Refusing ? PortResult.Refused : PortResult.Pending;
        if (cause == Cause.LateBehindAnother)
        {
            Assert.Equal(GpioStatus.Error, await LateAsync(rig, guest.RequestAsync(GpioMessage.GetValue, A, 0)));
        }
        else if (cause == Cause.Away)
        {
            port.Unplug();
            using var patience = new CancellationTokenSource(Patience);
            while ((await rig.Hub.ChipAsync("bench", patience.Token))!.State == ChipState.Up) patience.Token.ThrowIfCancellationRequested();
        }
    }

    private static Task<GpioStatus> EnableAsync(LiveRig rig, GpioDriver guest) =>
        LateAsync(rig, guest.RequestAsync(GpioMessage.SetIrqType, A, (uint)IrqType.EdgeBoth));

    /// <summary>Lets virtual time pass until a request is answered, if only for its deadline.</summary>
    private static async Task<GpioStatus> LateAsync(LiveRig rig, Task<GpioReply> request)
    {
        while (!request.IsCompleted)
        {
            await rig.UntilAsync(_ => true);
            rig.Advance(TimeSpan.FromMilliseconds(100));
        }

        return (await request).Status;
    }

    private static async Task ComesBackAsync(GpioDriver guest, ushort line) =>
        Assert.Equal((byte)IrqStatus.Invalid, (await guest.QueueIrqPairAsync(line).WaitAsync(Patience)).Written[0]);

    /// <summary>Queues a buffer for line A each time that one comes back, as Linux does, until the hub keeps it.</summary>
    private static async Task QueueUntilParkedAsync(LiveRig rig, GpioDriver guest)
    {
        for (int i = 0; i < LineState.BouncesBeforeParking; i++)
            await ComesBackAsync(guest, A);
        _ = guest.QueueIrqPairAsync(A);
        await rig.UntilAsync(snapshot => snapshot.Lines[A].Buffer == IrqBufferState.Parked);
    }

    /// <summary>What the log had to say until now.</summary>
    private static async Task<string[]> UntilMarkAsync(ChannelReader<string> log, GpioDriver guest)
    {
        Assert.Equal(GpioStatus.Error, (await guest.RequestAsync(GpioMessage.SetDirection, B, 7)).Status);
        using var patience = new CancellationTokenSource(Patience);
        var lines = new List<string>();
        do lines.Add(await log.ReadAsync(patience.Token));
        while (!lines[^1].Contains("SET_DIRECTION 7", StringComparison.Ordinal));
        return [.. lines.SkipLast(1)];
    }
}
