using GpioHub.Actors.Guests;
using GpioHub.Transports.Records;
using GpioHub.Transports.Virtio;
using Xunit;

namespace GpioHub.Actors.Tests.Guests;

/// <summary>What the record has of a packed ring's lists, of which it writes only what differs from what is there.</summary>
public sealed class RingRecordSpec : IDisposable
{
    private const ulong Base = 0x1_0000, Bytes = 0x1000;
    private const ulong Request = Base + 0x800, Answer = Base + 0x900, Elsewhere = Base + 0xA00;
    private const ushort Size = 8, Id = 3;
    private const string FirstByte = "another place for its first byte", SecondByte = "another place for its second byte";
    private static readonly RingAddresses At = new(Base, Base + 0x400, Base + 0x500);

    private static readonly (ulong, uint, DescriptorBits)[] Usual =
        [(Request, 8, DescriptorBits.None), (Answer, 2, DescriptorBits.Write)];

    private static readonly (ulong, uint, DescriptorBits)[] Scattered =
        [(Request, 8, DescriptorBits.None), (Answer, 1, DescriptorBits.Write), (Elsewhere, 1, DescriptorBits.Write)];

    private static readonly Dictionary<string, (ulong Address, uint Length, DescriptorBits Bits)[]> Others = new()
    {
        ["another request"] = [(Request, 8, DescriptorBits.None), (Answer, 2, DescriptorBits.Write)],
        ["a shorter request"] = [(Request, 4, DescriptorBits.None), (Answer, 2, DescriptorBits.Write)],
        ["another place for its answer"] = [(Request, 8, DescriptorBits.None), (Elsewhere, 2, DescriptorBits.Write)],
        [FirstByte] = [(Request, 8, DescriptorBits.None), (Answer + 4, 1, DescriptorBits.Write), (Elsewhere, 1, DescriptorBits.Write)],
        [SecondByte] = [(Request, 8, DescriptorBits.None), (Answer, 1, DescriptorBits.Write), (Elsewhere + 4, 1, DescriptorBits.Write)],
        ["room for one byte"] = [(Request, 8, DescriptorBits.None), (Answer, 1, DescriptorBits.Write)],
        ["more room"] = [(Request, 8, DescriptorBits.None), (Answer, 4, DescriptorBits.Write)],
        ["a longer list"] = [(Request, 4, DescriptorBits.None), (Request + 4, 4, DescriptorBits.None), (Answer, 2, DescriptorBits.Write)],
        ["no request"] = [(Answer, 2, DescriptorBits.Write)],
        ["no room"] = [(Request, 8, DescriptorBits.None)],
    };

    private readonly RecordFile _file = RecordFile.Create(boot: 1);
    private readonly GuestMemory _memory;
    private readonly DeviceRing _ring = new();
    private readonly RingRecord _record;
    private PackedPlace _next = PackedPlace.First;

    public RingRecordSpec()
    {
        MemoryRegion[] regions = [new(Base, Base, Bytes, 0, new ArrayBacking(new byte[Bytes]))];
        Assert.True(GuestMemory.TryCreate(regions, out _memory, out string error), error);
        _record = RecordOf(_ring);
        var features = RingFeatures.Packed | RingFeatures.IndirectDescriptors;
        Assert.Equal(RingFault.None, _ring.TryStart(_memory, At, Size, PackedLayout.FirstBase, features));
    }

    public static TheoryData<string, bool> Reused()
    {
        var reused = new TheoryData<string, bool>();
        foreach (string other in Others.Keys)
            foreach (bool atOnce in new[] { true, false }) reused.Add(other, atOnce);
        return reused;
    }

    public void Dispose() => _file.Dispose();

    [Theory(DisplayName = "A buffer id that a driver uses again for other buffers is recorded anew, whether the list before was answered " +
        "in its own turn or waited (VU-48)")]
    [MemberData(nameof(Reused))]
    public void Again(string other, bool atOnce)
    {
        ServeFirst(other, atOnce);
        var ticket = Take(request: 2, Others[other]);
        Commit();

        var next = Follow();
        Assert.True(next.Contains(ticket));
        Assert.Equal(_ring.KeptOf(Id), next.KeptOf(Id));
    }

    [Theory(DisplayName = "The answer to a list that was answered in its own turn goes where that list wants it, whatever the list " +
        "before that had its id wanted")]
    [MemberData(nameof(Reused))]
    public void Answered(string other, bool atOnce)
    {
        ServeFirst(other, atOnce);
        _ring.Stage(Take(request: 2, Others[other]), new ShortResponse(0x33, 0x44, 2));
        Commit();
        Clear();

        var next = Follow();
        var expected = _ring.KeptOf(Id);
        Assert.NotEqual(FlushResult.Fault, next.Flush());
        if (expected.ResponseRoom > 0) Assert.Equal(0x33, ByteAt(expected.FirstResponseByte));
        if (expected.ResponseRoom > 1) Assert.Equal(0x44, ByteAt(expected.SecondResponseByte));
        Assert.NotEqual(FlushResult.Fault, _ring.Flush());
        Assert.Equal(_ring.Base, next.Base);
    }

    /// <summary>Of a list that differs in the place of one byte, the list before it has as many descriptors: nothing else
    /// differs.</summary>
    private void ServeFirst(string other, bool atOnce)
    {
        var first = Take(request: 1, other is FirstByte or SecondByte ? Scattered : Usual);
        if (!atOnce) Commit();
        _ring.Stage(first, new ShortResponse(0x11, 0x22, 2));
        Commit();
        _ring.Flush();
    }

    private Ticket Take(byte request, (ulong Address, uint Length, DescriptorBits Bits)[] buffers)
    {
        Assert.True(_memory.TryWrite(Request, [request]));
        for (int i = 0; i < buffers.Length; i++, _next = _next.Plus(1, Size))
        {
            var (address, length, bits) = buffers[i];
            if (i < buffers.Length - 1) bits |= DescriptorBits.Next;
            var descriptor = new PackedDescriptor(address, length, Id, (ushort)((ushort)bits | PackedLayout.AvailableIn(_next.Wrap)));
            Assert.True(descriptor.TryWrite(_memory, At.Descriptors, _next.Slot, withFlags: true));
        }

        Assert.Equal(FetchResult.Chain, _ring.Fetch(_ring.ReadAvail(), 0));
        return _ring.Current.Ticket;
    }

    private void Commit()
    {
        _record.MarkIfChanged();
        _file.Turn(0).Commit();
    }

    /// <summary>The ring of another process, from what is recorded.</summary>
    private DeviceRing Follow()
    {
        var next = new DeviceRing();
        Assert.Null(RecordOf(next).Adopt(_memory, again: static _ => false));
        return next;
    }

    private RingRecord RecordOf(DeviceRing ring) => new(ring, _file, _file.Turn(0), "g/ivi/ring0");

    private void Clear() => Assert.True(_memory.TryFill(Answer, (uint)(Elsewhere + 0x10 - Answer), 0));

    private byte ByteAt(ulong address)
    {
        Span<byte> there = stackalloc byte[1];
        Assert.True(_memory.TryRead(address, there));
        return there[0];
    }
}
