using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Driver;

public class BareGuestSpec
{
    private static FrontEndOptions Packed => Rig.As(FrontEndManners.Qemu10, packed: true).FrontEnd with { RequestQueueSize = 100 };

    private static Task WithGuestAsync(Func<MiniBackend, BareGuest, Task> test, bool packed = false) => Task.Run(async () =>
    {
        using var backend = new MiniBackend(["A", "B", "C", "D"]);
        using BareGuest guest = BareGuest.Connect(backend.SocketPath, packed ? Packed : null);
        await test(backend, guest);
    }).WaitAsync(Rig.Patience);

    [Fact(DisplayName = "A bare guest has rings of 256, four lines, and is answered by line")]
    public Task Asks() => WithGuestAsync(async (backend, guest) =>
    {
        await backend.SetLevelAsync(2, true);

        Assert.Equal((4, 256, 4), (guest.Lines, guest.Requests.Slots, guest.Events!.Slots));
        Assert.Equal((0, 1), (guest.Ask(GpioMessage.GetValue, 1), guest.Ask(GpioMessage.GetValue, 2)));
        Assert.Throws<VhostUserPeerException>(() => guest.Ask(GpioMessage.SetDirection, 1, 9));
    });

    [Theory(DisplayName = "Round trips by call and by polling, split and packed: each is answered once, in its own slot")]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public Task RoundTrips(bool sleeps, bool packed) => WithGuestAsync(async (backend, guest) =>
    {
        const int Count = 500;
        int before = await backend.InvokeAsync(d => d.Seen.Count);
        if (!sleeps) guest.Requests.DisableInterrupts();
        for (int i = 0; i < Count; i++)
        {
            int asked = i % guest.Requests.Slots, slot;
            guest.Prepare(asked, GpioMessage.GetValue, i % 4);
            guest.Requests.Submit(asked);
            guest.Requests.Publish();
            if (sleeps) guest.Requests.AwaitUsed();
            while (!guest.TryCollect(out slot, out _)) Assert.False(sleeps);
            Assert.Equal((asked, 0), (slot, guest.Requests.Outstanding));
            if (sleeps) Assert.False(guest.Requests.EnableInterrupts());
        }

        Assert.Equal(Count, await backend.InvokeAsync(d => d.Seen.Count) - before);
    }, packed);

    [Theory(DisplayName =
        "An edge on an unmasked line returns its pair VALID, and the line is silent until it is unmasked again (VG-D-39)")]
    [InlineData(false)]
    [InlineData(true)]
    public Task Interrupts(bool packed) => WithGuestAsync(async (backend, guest) =>
    {
        guest.Arm(IrqType.EdgeBoth, lines: 2);
        await backend.SetLevelAsync(1, true);
        guest.Events!.AwaitUsed();
        Assert.True(guest.TryCollectEvent(out int first));
        Assert.False(guest.TryCollectEvent(out _));

        Assert.False(guest.Events.EnableInterrupts());
        guest.Unmask(1);
        guest.Events.Publish();
        await backend.SetLevelAsync(0, true);
        guest.Events.AwaitUsed();
        Assert.True(guest.TryCollectEvent(out int second));
        Assert.Equal((1, 0), (first, second));
    }, packed);

    [Fact(DisplayName = "A request takes no allocation: 10,000 by polling")]
    public Task AllocatesNothing() => WithGuestAsync((backend, guest) =>
    {
        Requests(1_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Requests(10_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        return Task.CompletedTask;

        void Requests(int count)
        {
            for (int i = 0; i < count; i++)
            {
                guest.Prepare(i & 63, GpioMessage.GetValue, i & 3);
                guest.Requests.Submit(i & 63);
                guest.Requests.Publish();
                while (!guest.TryCollect(out _, out _)) Thread.Yield();
            }
        }
    });

    [Theory(DisplayName = "A device that returns what is not outstanding, too much at once, or a wrong length is found out (VQ-84)")]
    [InlineData(9, 2, 1, "used.id 9 is not outstanding")]
    [InlineData(256, 2, 1, "used.id 256 is not outstanding")]
    [InlineData(3, 1, 1, "used.len 1, not 2")]
    [InlineData(3, 2, 2, "used.idx jumped")]
    public Task FindsOut(uint id, uint length, ushort moved, string fault) => WithGuestAsync(async (backend, guest) =>
    {
        await backend.InvokeAsync(d => d.Mute = _ => true);
        guest.Prepare(3, GpioMessage.GetValue, 0);
        guest.Requests.Submit(3);
        guest.Requests.Publish();

        var (ram, used) = (guest.FrontEnd.Ram.Memory, guest.FrontEnd.Rings[0].Addresses.Used);
        byte[] element = [.. BitConverter.GetBytes(id), .. BitConverter.GetBytes(length)];
        Assert.True(ram.TryWrite(used + SplitLayout.Entries, element) && ram.TryStore16(used + SplitLayout.Index, moved));

        Assert.Contains(fault, Assert.Throws<VhostUserPeerException>(() => guest.TryCollect(out _, out _)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => guest.Requests.Submit(3));
    });
}
