namespace GpioHub.Transports.Virtio;

/// <summary>An immutable map from guest physical addresses to bytes; every access is checked against it.</summary>
/// <remarks>
/// A new memory table is a new object (VU-40); a holder of an older one must let go of it before the backing is unmapped. Used only by the
/// guest's own reactor, inside a turn. No lookup allocates or throws: an address that the map does not know gives <c>false</c>. A zero
/// length is inside the map wherever it points.
/// </remarks>
public sealed partial class GuestMemory
{
    private readonly MemoryRegion[] _byGuest;
    private readonly MemoryRegion[] _byUser;
    private int _last;

    private GuestMemory(MemoryRegion[] byGuest, MemoryRegion[] byUser)
    {
        _byGuest = byGuest;
        _byUser = byUser;
    }

    /// <summary>A map without a region: every lookup fails.</summary>
    public static GuestMemory Empty { get; } = new([], []);

    /// <summary>Regions by ascending guest address.</summary>
    public IReadOnlyList<MemoryRegion> Regions => _byGuest;

    /// <summary>Builds a map, or says what is wrong with the table (VU-38).</summary>
    /// <param name="error">Names the wrong region and value; empty on success.</param>
    public static bool TryCreate(IReadOnlyList<MemoryRegion> regions, out GuestMemory memory, out string error)
    {
        memory = Empty;
        foreach (MemoryRegion region in regions)
            if (Fault(region) is { } fault)
            {
                error = fault;
                return false;
            }

        MemoryRegion[] byGuest = [.. regions.OrderBy(r => r.GuestAddress)];
        MemoryRegion[] byUser = [.. regions.OrderBy(r => r.UserAddress)];
        error = Overlap(byGuest, r => r.GuestAddress, "guest") ?? Overlap(byUser, r => r.UserAddress, "user") ?? "";
        if (error.Length > 0) return false;
        memory = new GuestMemory(byGuest, byUser);
        return true;
    }

    private static string? Fault(in MemoryRegion r)
    {
        if (r.Size == 0) return $"region at guest address 0x{r.GuestAddress:x} has size 0";
        // The last byte must have an address; the address after it may be 2^64.
        if (r.Size - 1 > ulong.MaxValue - r.GuestAddress)
            return $"region at guest address 0x{r.GuestAddress:x} with size 0x{r.Size:x} wraps";
        if (r.Size - 1 > ulong.MaxValue - r.UserAddress) return $"region at user address 0x{r.UserAddress:x} with size 0x{r.Size:x} wraps";
        if (r.BackingOffset > r.Backing.Length || r.Size > r.Backing.Length - r.BackingOffset)
        {
            return $"region at guest address 0x{r.GuestAddress:x} needs 0x{r.Size:x} bytes at offset 0x{r.BackingOffset:x}, " +
                $"its file has 0x{r.Backing.Length:x}";
        }
        return null;
    }

    private static string? Overlap(MemoryRegion[] sorted, Func<MemoryRegion, ulong> start, string space)
    {
        for (int i = 1; i < sorted.Length; i++)
            if (start(sorted[i]) - start(sorted[i - 1]) < sorted[i - 1].Size)
                return $"regions at {space} addresses 0x{start(sorted[i - 1]):x} and 0x{start(sorted[i]):x} overlap";
        return null;
    }

    /// <summary>Translates a ring address of the front-end's space (VU-28).</summary>
    /// <param name="guestAddress">Guest physical address of the first byte.</param>
    /// <returns>false if a byte of the range is in no region, or the range is not contiguous in guest addresses too.</returns>
    public bool TryTranslateUser(ulong userAddress, ulong length, out ulong guestAddress)
    {
        guestAddress = 0;
        int i = LastAtOrBelow(userAddress);
        if (i < 0 || userAddress - _byUser[i].UserAddress >= _byUser[i].Size) return false;
        guestAddress = _byUser[i].GuestAddress + (userAddress - _byUser[i].UserAddress);

        ulong there = _byUser[i].Size - (userAddress - _byUser[i].UserAddress);
        for (; there < length; i++)
        {
            if (i + 1 == _byUser.Length) return false;
            ref readonly MemoryRegion here = ref _byUser[i], next = ref _byUser[i + 1];
            if (next.UserAddress - here.UserAddress != here.Size || next.GuestAddress - here.GuestAddress != here.Size) return false;
            there += next.Size; // cannot wrap: adjacent regions lie within 2^64
        }
        return true;
    }

    private int LastAtOrBelow(ulong userAddress)
    {
        int i = _byUser.Length - 1;
        while (i >= 0 && _byUser[i].UserAddress > userAddress) i--;
        return i;
    }
}
