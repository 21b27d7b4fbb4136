namespace GpioHub.Transports.VhostUser;

/// <summary>The checked description of a guest's RAM: no overlap, no overflow, every byte inside its file (VU-38). Immutable.</summary>
public sealed class RegionTable
{
    private readonly RegionDescription[] _regions;

    private RegionTable(RegionDescription[] regions) => _regions = regions;

    public static RegionTable Empty { get; } = new([]);

    public IReadOnlyList<RegionDescription> Regions => _regions;

    /// <summary>Adds regions to this table.</summary>
    /// <param name="slots">Most regions a table may have.</param>
    /// <returns>null, or what is wrong; then <paramref name="table"/> is this one.</returns>
    public string? TryAdd(IReadOnlyList<RegionDescription> regions, int slots, out RegionTable table)
    {
        table = this;
        if (_regions.Length + regions.Count > slots) return $"{_regions.Length + regions.Count} memory regions, at most {slots}";
        var all = _regions.ToList();
        foreach (RegionDescription region in regions)
        {
            if (Fault(region) is { } fault) return $"memory region {region} {fault}";
            foreach (RegionDescription other in all)
            {
                if (Overlap(region.GuestAddress, other.GuestAddress, region.Length, other.Length) ||
                    Overlap(region.UserAddress, other.UserAddress, region.Length, other.Length))
                {
                    return $"memory region {region} overlaps {other}";
                }
            }
            all.Add(region);
        }
        table = new RegionTable([.. all]);
        return null;
    }

    /// <summary>Takes one region out; the file offset is ignored (VU-41).</summary>
    /// <returns>false if no region matches; then <paramref name="table"/> is this one.</returns>
    public bool TryRemove(RegionDescription region, out RegionTable table)
    {
        int index = Array.FindIndex(_regions, r => r.Matches(region));
        table = index < 0 ? this : new RegionTable([.. _regions.Where((_, i) => i != index)]);
        return index >= 0;
    }

    private static string? Fault(RegionDescription region)
    {
        if (region.Length == 0) return "is empty";
        if (region.GuestAddress > ulong.MaxValue - region.Length) return "runs past the end of the guest's addresses";
        if (region.UserAddress > ulong.MaxValue - region.Length) return "runs past the end of the front-end's addresses";
        if (region.FileOffset > long.MaxValue - Math.Min(region.Length, long.MaxValue)) return "runs past the end of any file";
        return null;
    }

    private static bool Overlap(ulong a, ulong b, ulong aLength, ulong bLength) => a < b ? b - a < aLength : a - b < bLength;
}
