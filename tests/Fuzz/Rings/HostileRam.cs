using System.Buffers.Binary;
using GpioHub.Fuzz.Support;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.Fuzz.Rings;

/// <summary>A guest's RAM: region A and, adjacent in guest addresses only, region B; a hole; region C. In the file they are apart and in
/// another order, with guard bytes around each.</summary>
internal sealed class HostileRam : MemoryBacking
{
    public const ulong A = 0x1_0000, ASize = 0x2_0000, B = A + ASize, BSize = 0x8000, C = 0x8_0000, CSize = 0x1000;
    public const ulong User = 0x7f00_0000_0000;
    private const int Guard = 0x400;
    private const byte GuardByte = 0xA5;
    private const int CAt = Guard, AAt = CAt + (int)CSize + Guard, BAt = AAt + (int)ASize + Guard;

    private readonly byte[] _file = new byte[BAt + (int)BSize + Guard];
    private Dice? _tears;
    private int _untilTorn;

    public override ulong Length => (ulong)_file.Length;

    public override bool StartsOdd => false;

    /// <summary>The file behind it.</summary>
    public byte[] File => _file;

    /// <summary>The regions as a front-end describes them.</summary>
    public static RegionDescription[] Regions { get; } =
        [new(A, ASize, User, AAt), new(B, BSize, User + ASize, BAt), new(C, CSize, User + 0x100_0000, CAt)];

    /// <summary>Windows opened on it so far.</summary>
    public long Windows { get; private set; }

    /// <summary>Begins anew: zeros, and guards around them.</summary>
    /// <param name="tears">Not null: now and then bytes change just before they are accessed, as another CPU of the guest would.</param>
    public void Renew(Dice? tears)
    {
        Array.Fill(_file, GuardByte);
        Bytes(A, (int)ASize).Clear();
        Bytes(B, (int)BSize).Clear();
        Bytes(C, (int)CSize).Clear();
        (_tears, _untilTorn) = (tears, 50);
    }

    /// <summary>The regions, or some of them.</summary>
    public GuestMemory Map(bool withB = true, bool withC = true)
    {
        List<MemoryRegion> regions = [new(A, User, ASize, AAt, this)];
        if (withB) regions.Add(new MemoryRegion(B, User + ASize, BSize, BAt, this));
        if (withC) regions.Add(new MemoryRegion(C, User + 0x100_0000, CSize, CAt, this));
        return GuestMemory.TryCreate(regions, out var memory, out string error) ? memory : throw new FuzzException(error);
    }

    /// <summary>The device's access: never outside the regions.</summary>
    public override Span<byte> Slice(ulong offset, int length)
    {
        Windows++;
        ulong end = offset + (ulong)length;
        bool inside = (offset >= AAt && end <= AAt + ASize) || (offset >= BAt && end <= BAt + BSize)
            || (offset >= CAt && end <= CAt + CSize);
        FuzzException.Unless(inside, "the device stays inside guest memory (VQ-53)");
        if (_tears is not null && --_untilTorn == 0) Tear(offset, length);
        return _file.AsSpan((int)offset, length);
    }

    /// <summary>The driver's access.</summary>
    /// <param name="address">In region A, B or C, with all its bytes.</param>
    public Span<byte> Bytes(ulong address, int length)
    {
        int at = address >= C ? CAt + (int)(address - C) : address >= B ? BAt + (int)(address - B) : AAt + (int)(address - A);
        return _file.AsSpan(at, length);
    }

    public void Store16(ulong address, int value) => BinaryPrimitives.WriteUInt16LittleEndian(Bytes(address, 2), (ushort)value);

    public ushort Load16(ulong address) => BinaryPrimitives.ReadUInt16LittleEndian(Bytes(address, 2));

    public void CheckGuards()
    {
        CheckGuard(0, CAt);
        CheckGuard(CAt + (int)CSize, AAt);
        CheckGuard(AAt + (int)ASize, BAt);
        CheckGuard(BAt + (int)BSize, _file.Length);
    }

    private void CheckGuard(int from, int to) => FuzzException.Unless(
        _file.AsSpan(from, to - from).IndexOfAnyExcept(GuardByte) < 0, "no byte between the guest's regions changes (VQ-53)");

    private void Tear(ulong offset, int length)
    {
        _untilTorn = 1 + _tears!.Below(400);
        if (length > 0) _file[(int)offset + _tears.Below(length)] ^= (byte)_tears.Bits();
    }
}
