using GpioHub.Actors.Contract;
using GpioHub.Actors.Tests.Support;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>Front-ends that take their guest's memory away while the hub uses it, beside a guest that does not notice.</summary>
public class ShrinkingMemorySpec : RigSpec
{
    private const int Rounds = 1000;

    /// <summary>What is gone when the guest kicks.</summary>
    public enum Gone
    {
        Ring,
        Table,
        Request,
        Answer,
    }

    [Theory(DisplayName = "Guest memory that is cut short ends its own session, with the reason in the log (VQ-69)")]
    [InlineData(RamFile.MemFd, Gone.Ring)]
    [InlineData(RamFile.MemFd, Gone.Table)]
    [InlineData(RamFile.MemFd, Gone.Request)]
    [InlineData(RamFile.MemFd, Gone.Answer)]
    [InlineData(RamFile.SharedMemory, Gone.Ring)]
    [InlineData(RamFile.SharedMemory, Gone.Answer)]
    public async Task Told(RamFile kind, Gone gone)
    {
        await using var rig = await StartAsync(guests: 2);
        var log = rig.Log();
        await CutAsync(rig, kind, gone);
        await rig.UntilAsync(snapshot => snapshot.State == GuestState.Waiting);
        string line;
        do line = await log.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));
        while (!line.Contains("ivi: ", StringComparison.Ordinal) || line.Contains("front-end connected", StringComparison.Ordinal));
        Assert.StartsWith("ErrorLevel ivi: guest memory is gone, region [guest 0x40000000 ", line, StringComparison.Ordinal);
        Assert.Contains(": it was cut short after it was mapped", line, StringComparison.Ordinal);
        await using var again = await rig.ConnectAsync();
        Assert.False(await again.GetValueAsync(0));
    }

    [Fact(DisplayName = "A thousand times in a row, at any part of a request: the other guest gets every answer (VQ-69)")]
    public async Task ManyTimes()
    {
        await using var rig = await StartAsync(guests: 2);
        await using var other = await rig.ConnectAsync("adas");
        await using var irq = await other.RequestIrqAsync(1, IrqType.EdgeRising);
        using var ended = new CancellationTokenSource();
        var asking = Task.Run(async () =>
        {
            int answers = 0;
            for (; !ended.IsCancellationRequested; answers++) await other.GetValueAsync(0);
            return answers;
        });

        for (int round = 0; round < Rounds; round++)
        {
            await CutAsync(rig, (RamFile)(round % 2), (Gone)(round / 2 % 4));
            await rig.UntilAsync(snapshot => snapshot.Sessions == round + 1 && snapshot.State == GuestState.Waiting);
        }

        await ended.CancelAsync();
        Assert.True(await asking > 0);
        await rig.SetAsync(1, true);
        Assert.True((await irq.Events.ReadAsync()).Level);
    }

    [Fact(DisplayName = "A file on a disk that is cut short reads as zeros, and nobody dies (VQ-69)")]
    public void OnDisk()
    {
        using var machine = new CuttableRam(RamFile.Disk);
        var (file, backing) = machine.CreateRam(0, 0x4000);
        using (file)
        using (backing)
        {
            backing.Slice(0, 0x4000).Fill(7);
            machine.CutAt(GuestRam.GuestBase + 0x2000);
            Assert.Equal((7, 0), (backing.Slice(0x1fff, 1)[0], backing.Slice(0x2000, 1)[0]));
            Assert.NotNull(backing.Loss);
        }
    }

    /// <summary>Connects as guest ivi, takes a part of its memory away, and kicks.</summary>
    private static Task CutAsync(LiveRig rig, RamFile kind, Gone gone) => Task.Run(() =>
    {
        using var machine = new CuttableRam(kind);
        using var frontEnd = VhostUserFrontEnd.Connect(rig.SocketOf("ivi"), new FrontEndOptions { Machine = machine });
        frontEnd.Start();
        var ring = new HostileRing(frontEnd, 0);
        ulong[] page = [.. Enumerable.Range(0, 3).Select(_ => frontEnd.Ram.Allocate(4096, 4096))];
        Descriptor[] chain =
        [
            new(page[1], GpioRequest.Size, DescriptorBits.Next, 1),
            new(page[2], GpioResponse.Size, DescriptorBits.Write, 0),
        ];
        byte[] entry = new byte[SplitLayout.DescriptorSize];
        for (int i = 0; i < chain.Length; i++)
        {
            chain[i].Encode(entry);
            frontEnd.Ram.Memory.TryWrite(page[0] + (ulong)(i * entry.Length), entry);
        }

        frontEnd.Ram.Memory.TryWrite(page[1], Support.BareGuest.Bytes(GpioMessage.GetValue, 0, 0));
        ring.Describe(0, new Descriptor(page[0], 2 * SplitLayout.DescriptorSize, DescriptorBits.Indirect, 0));
        machine.CutAt(gone == Gone.Ring ? GuestRam.GuestBase : page[(int)gone - 1]);
        ring.Offer(0);
        ring.Kick();
        Assert.True(Readiness.WaitToRead(frontEnd.Channel.Socket, 20_000), "the session goes on");
    });
}
