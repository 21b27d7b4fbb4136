using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Tests.Support;
using GpioHub.GuestDriver.Tests.Virtio;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.GuestDriver.Tests.Driver;

/// <summary>A packed ring driven by hand, against a judge in the same thread.</summary>
public sealed class BarePackedQueueSpec : IDisposable
{
    private const ushort Size = 7;
    private const int Asked = 3;

    private readonly RinglessPeer _peer = new(VirtioFeatures.RingPacked);
    private readonly BareGuest _guest;
    private readonly BareVirtqueue _queue;
    private readonly GuestMemory _ram;
    private readonly PackedDevice _device;

    public BarePackedQueueSpec()
    {
        var options = new FrontEndOptions { RequestQueueSize = Size, EventQueueSize = Size };
        _guest = BareGuest.Attach(_peer.Connect(), options with { Features = options.Features | VirtioFeatures.RingPacked });
        (_queue, _ram) = (_guest.Requests, _guest.FrontEnd.Ram.Memory);
        _device = new PackedDevice(_ram, _guest.FrontEnd.Rings[0].Addresses, Size, eventIdx: true);
        for (int slot = 0; slot < Size; slot++) _guest.Prepare(slot, GpioMessage.GetValue, slot % 4);
    }

    public void Dispose()
    {
        _guest.Dispose();
        _peer.Dispose();
    }

    [Fact(DisplayName =
        "Bare and packed: batches of 1 to N come to the device once they are published, each with its request, and back in any order " +
        "with their answers, for many laps; kicks are wanted exactly if asked for (VQ-30 to VQ-35, VQ-82)")]
    public void Batches()
    {
        Assert.Equal((Size, 4), (_queue.Slots, _guest.Events!.Slots));
        for (int round = 0; round < 20 * Size; round++)
        {
            int batch = 1 + (round % Size);
            long before = _device.Taken;
            ushort at = _device.PlaceOf(before + (round % (2 * Size)));
            _device.AskForKicks((ushort)(round % 4), at);
            for (int n = 0; n < batch; n++) _queue.Submit((round + n) % Size);
            Assert.Null(_device.Look());
            bool wanted = (round % 4) switch { 1 => false, 2 => _device.Passed(before, before + batch, at), _ => true };
            Assert.Equal((wanted, false), (_queue.Publish(), _queue.Publish()));

            List<PackedList> taken = [];
            for (int n = 0; n < batch; n++) taken.Add(Assert.IsType<PackedList>(_device.Take()));
            Assert.Null(_device.Look());
            Assert.Equal(Enumerable.Range(0, batch).Select(n => (ushort)((round + n) % Size)), taken.Select(list => list.Id));
            if (round % 3 > 0) taken.Reverse();
            Assert.False(_queue.HasUsed);
            foreach (PackedList list in taken) Answer(list);
            foreach (PackedList list in taken)
            {
                Assert.True(_queue.TryCollect(out int slot, out ushort answer));
                Assert.Equal((list.Id, list.Id << 8), (slot, (int)answer));
            }

            Assert.Equal((false, 0), (_queue.TryCollect(out _, out _), _queue.Outstanding));
        }
    }

    [Fact(DisplayName = "Bare and packed: the device is asked to call for the next answer, or not at all (VQ-35)")]
    public void Interrupts()
    {
        for (int round = 0; round < 5 * Size; round++)
        {
            bool asks = round % 3 > 0;
            if (asks) Assert.False(_queue.EnableInterrupts());
            else _queue.DisableInterrupts();
            _queue.Submit(Asked);
            _queue.Submit(0);
            _queue.Publish();
            for (int n = 0; n < 2; n++)
            {
                Answer(Assert.IsType<PackedList>(_device.Take()));
                Assert.Equal(asks && n == 0, _device.WantsSignal());
            }

            if (asks) Assert.True(_queue.EnableInterrupts());
            while (_queue.TryCollect(out _, out _)) { }
        }
    }

    [Theory(DisplayName = "Bare and packed: a device that returns what is not outstanding, or a wrong length, is found out (VQ-33, VQ-84)")]
    [InlineData(2, 2, true, "used.id 2 is not outstanding")]
    [InlineData(Size, 2, true, "used.id 7 is not outstanding")]
    [InlineData(Asked, 1, true, "used.len 1, not 2")]
    [InlineData(Asked, 2, false, "used.len 0, not 2")]
    public void FindsOut(ushort id, uint length, bool wrote, string fault)
    {
        _queue.Submit(Asked);
        _queue.Publish();
        _device.GiveAnything(id, length, wrote, slots: 1);
        Assert.Contains(fault, Assert.Throws<VhostUserPeerException>(() => _queue.TryCollect(out _, out _)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => _queue.Submit(Asked));
    }

    [Fact(DisplayName = "Bare and packed: where both sides stand is known to the front-end, which checks the base with it (VQ-36)")]
    public void Places()
    {
        _queue.Submit(Asked);
        _queue.Submit(0);
        _queue.Publish();
        _queue.Submit(1);
        Answer(Assert.IsType<PackedList>(_device.Take()));
        FrontEndRing ring = _guest.FrontEnd.Rings[0];
        Assert.Equal((0x8002, 0x8001), ((int)ring.AvailIndex, (int)ring.UsedIndex));
        _peer.BaseOf = number => number == 0 ? 0x8001_8002u : 0x8000_8000;
        _guest.FrontEnd.Stop();
        Assert.Equal(0x8001_8002u, ring.Base);
    }

    [Fact(DisplayName = "Bare and packed: the driver allocates nothing")]
    public void AllocatesNothing()
    {
        long allocated = 0;
        for (int i = 0; i < 2_000; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            _queue.Submit(i % Size);
            _queue.Publish();
            _queue.EnableInterrupts();
            long between = GC.GetAllocatedBytesForCurrentThread();
            Answer(Assert.IsType<PackedList>(_device.Take()));
            long after = GC.GetAllocatedBytesForCurrentThread();
            _queue.TryCollect(out _, out _);
            _queue.DisableInterrupts();
            if (i >= 200) allocated += GC.GetAllocatedBytesForCurrentThread() - after + between - before; // tier-0 code may allocate
        }

        Assert.Equal(0, allocated);
    }

    /// <summary>Answers OK and the id as the value, if the list is what the slot's request makes.</summary>
    private void Answer(PackedList list)
    {
        Assert.Equal([(GpioRequest.Size, false), (GpioResponse.Size, true)],
            list.Buffers.Select(buffer => ((int)buffer.Length, buffer.Writable)));
        byte[] request = new byte[GpioRequest.Size], expected = new byte[GpioRequest.Size];
        Assert.True(_ram.TryRead(list.Buffers[0].Address, request));
        new GpioRequest(GpioMessage.GetValue, (ushort)(list.Id % 4), 0).Encode(expected);
        Assert.Equal(expected, request);
        Assert.True(_ram.TryWrite(list.Buffers[1].Address, [(byte)GpioStatus.Ok, (byte)list.Id]));
        _device.Give(list, GpioResponse.Size);
    }
}
