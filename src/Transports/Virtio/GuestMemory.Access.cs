using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GpioHub.Transports.Virtio;

/// <remarks>A range may run from one region into an adjacent one; it is then handled in pieces (VQ-53).</remarks>
public sealed partial class GuestMemory
{
    /// <summary>True if every byte of the range is in a region.</summary>
    public bool Contains(ulong address, ulong length)
    {
        while (length > 0)
        {
            int i = IndexOf(address);
            if (i < 0) return false;
            ulong there = _byGuest[i].Size - (address - _byGuest[i].GuestAddress);
            if (there >= length) return true;
            if (there > ulong.MaxValue - address) return false; // the range wraps 2^64
            address += there;
            length -= there;
        }
        return true;
    }

    /// <summary>As <see cref="Contains"/>, and every 16-bit word of the range is one aligned word in our own memory.</summary>
    /// <remarks>If a region's file offset is odd while its guest address is even, or the reverse, an access to a ring index would become
    /// two accesses.</remarks>
    public bool ContainsWords(ulong address, ulong length)
    {
        while (length > 0)
        {
            int i = IndexOf(address);
            if (i < 0) return false;
            ulong into = address - _byGuest[i].GuestAddress;
            ulong own = _byGuest[i].BackingOffset + into + (_byGuest[i].Backing.StartsOdd ? 1UL : 0);
            if (((address | own) & 1) != 0) return false;
            ulong there = _byGuest[i].Size - into;
            if (there >= length) return true;
            if (there > ulong.MaxValue - address) return false;
            address += there;
            length -= there;
        }
        return true;
    }

    /// <summary>A window on guest memory within one region; do not keep it beyond the turn.</summary>
    public bool TrySlice(ulong address, int length, out Span<byte> bytes)
    {
        bytes = default;
        if (length <= 0) return length == 0;
        int i = IndexOf(address);
        if (i < 0) return false;
        ref readonly MemoryRegion region = ref _byGuest[i];
        ulong into = address - region.GuestAddress;
        if (region.Size - into < (ulong)length) return false;
        bytes = region.Backing.Slice(region.BackingOffset + into, length);
        return true;
    }

    /// <summary>Copies guest bytes out. On false, <paramref name="destination"/> is undefined.</summary>
    public bool TryRead(ulong address, Span<byte> destination)
    {
        while (TryPiece(address, (uint)destination.Length, out Span<byte> piece))
        {
            piece.CopyTo(destination);
            if (piece.Length == destination.Length) return true;
            destination = destination[piece.Length..];
            address += (ulong)piece.Length; // TryPiece refuses a wrap to 0
            if (address == 0) return false;
        }
        return false;
    }

    /// <summary>Copies one value out, each byte once, as the guest has it (little-endian).</summary>
    public bool TryRead<T>(ulong address, out T value)
        where T : unmanaged
    {
        if (TrySlice(address, Unsafe.SizeOf<T>(), out Span<byte> there))
        {
            value = MemoryMarshal.Read<T>(there);
            return true;
        }
        value = default;
        return TryRead(address, MemoryMarshal.AsBytes(new Span<T>(ref value)));
    }

    /// <summary>Has the processor fetch what is at <paramref name="address"/>, because it is about to be read. Any address: one that is in
    /// no region does nothing.</summary>
    public void Prefetch(ulong address)
    {
        int i = IndexOf(address);
        if (i < 0) return;
        ref readonly MemoryRegion region = ref _byGuest[i];
        region.Backing.Prefetch(region.BackingOffset + (address - region.GuestAddress));
    }

    /// <summary>Copies bytes into guest memory: all of them, or none.</summary>
    public bool TryWrite(ulong address, ReadOnlySpan<byte> source)
    {
        if (TrySlice(address, source.Length, out Span<byte> whole))
        {
            source.CopyTo(whole);
            return true;
        }
        if (!Contains(address, (ulong)source.Length)) return false;
        while (TryPiece(address, (uint)source.Length, out Span<byte> piece))
        {
            source[..piece.Length].CopyTo(piece);
            if (piece.Length == source.Length) return true;
            source = source[piece.Length..];
            address += (ulong)piece.Length;
        }
        return false;
    }

    /// <summary>Writes an le64: all of it, or none.</summary>
    public bool TryWrite(ulong address, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return TryWrite(address, bytes);
    }

    /// <summary>Sets a range of guest memory to one value: all of it, or none.</summary>
    public bool TryFill(ulong address, uint length, byte value)
    {
        if (!Contains(address, length)) return false;
        while (TryPiece(address, length, out Span<byte> piece))
        {
            piece.Fill(value);
            if ((uint)piece.Length == length) return true;
            length -= (uint)piece.Length;
            address += (ulong)piece.Length;
        }
        return false;
    }

    /// <summary>Reads an le16 as one aligned load with acquire semantics (virtqueue ordering table: idx before what it exposes).</summary>
    public bool TryLoad16(ulong address, out ushort value)
    {
        value = 0;
        if (!TrySlice(address, sizeof(ushort), out Span<byte> word)) return false;
        value = Native(Volatile.Read(ref MemoryMarshal.AsRef<ushort>(word)));
        return true;
    }

    /// <summary>Writes an le16 as one aligned store with release semantics.</summary>
    public bool TryStore16(ulong address, ushort value)
    {
        if (!TrySlice(address, sizeof(ushort), out Span<byte> word)) return false;
        Volatile.Write(ref MemoryMarshal.AsRef<ushort>(word), Native(value));
        return true;
    }

    private static ushort Native(ushort le) =>
        BitConverter.IsLittleEndian ? le : System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(le);

    /// <summary>The longest window at <paramref name="address"/> within one region, at most <paramref name="length"/> bytes.</summary>
    private bool TryPiece(ulong address, uint length, out Span<byte> piece)
    {
        piece = default;
        if (length == 0) return true;
        int i = IndexOf(address);
        if (i < 0) return false;
        ref readonly MemoryRegion region = ref _byGuest[i];
        ulong into = address - region.GuestAddress;
        int take = (int)Math.Min(Math.Min(length, region.Size - into), int.MaxValue);
        piece = region.Backing.Slice(region.BackingOffset + into, take);
        return true;
    }

    private int IndexOf(ulong address)
    {
        // The region of the access before: mostly a guest has its rings and its buffers in one.
        int last = _last;
        if ((uint)last < (uint)_byGuest.Length && address - _byGuest[last].GuestAddress < _byGuest[last].Size) return last;
        return _last = Search(address);
    }

    private int Search(ulong address)
    {
        int low = 0, high = _byGuest.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            ref readonly MemoryRegion region = ref _byGuest[middle];
            if (address < region.GuestAddress) high = middle - 1;
            else if (address - region.GuestAddress >= region.Size) low = middle + 1;
            else return middle;
        }
        return -1;
    }
}
