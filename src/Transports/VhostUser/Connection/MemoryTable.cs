using System.Runtime.InteropServices;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.Transports.VhostUser;

/// <summary>A guest's RAM as this process has it mapped.</summary>
/// <remarks>
/// It changes between turns only. Each change makes a new <see cref="Memory"/>. Mappings that it no longer uses stay until
/// <see cref="ReleaseRetired"/>, which the owner calls once every ring has been looked up again (VU-40).
/// </remarks>
public sealed class MemoryTable : IDisposable
{
    private readonly bool _allowUnsized;
    private readonly List<MemoryBacking> _retired = [];
    private List<(RegionDescription Region, MemoryBacking Backing)> _mapped = [];

    /// <param name="allowUnsized">As <see cref="VhostUserOffer.AllowUnsizedMemory"/>.</param>
    public MemoryTable(bool allowUnsized = false) => _allowUnsized = allowUnsized;

    /// <summary>The map in force; empty at first.</summary>
    public GuestMemory Memory { get; private set; } = GuestMemory.Empty;

    /// <summary>Why some of it is gone, for people; null = it is all there (VQ-69). Allocates nothing as long as it is.</summary>
    public string? Loss
    {
        get
        {
            foreach (ref readonly var mapped in CollectionsMarshal.AsSpan(_mapped))
                if (mapped.Backing.Loss is { } loss) return $"guest memory is gone, region {mapped.Region}: {loss}";
            return null;
        }
    }

    /// <summary>Maps these regions instead of all present ones (SET_MEM_TABLE).</summary>
    /// <returns>null, or why not; then the present map stays.</returns>
    public string? Replace(IReadOnlyList<SharedRegion> regions) => Change([], regions);

    /// <summary>Maps one region more (ADD_MEM_REG).</summary>
    /// <returns>null, or why not; then the present map stays.</returns>
    public string? Add(SharedRegion region) => Change(_mapped, [region]);

    /// <summary>Unmaps one region (REM_MEM_REG); the file offset is ignored (VU-41).</summary>
    /// <returns>null, or why not; then the present map stays.</returns>
    public string? Remove(RegionDescription region)
    {
        var kept = _mapped.Where(m => !m.Region.Matches(region)).ToList();
        return kept.Count == _mapped.Count ? $"no memory region {region}" : Change(kept, []);
    }

    /// <summary>Unmaps what <see cref="Memory"/> no longer uses. No ring may refer to an earlier map.</summary>
    public void ReleaseRetired()
    {
        foreach (MemoryBacking backing in _retired) backing.Dispose();
        _retired.Clear();
    }

    /// <summary>Unmaps everything. Safe to repeat.</summary>
    public void Dispose()
    {
        Memory = GuestMemory.Empty;
        foreach ((_, MemoryBacking backing) in _mapped) backing.Dispose();
        _mapped = [];
        ReleaseRetired();
    }

    private string? Change(List<(RegionDescription Region, MemoryBacking Backing)> kept, IReadOnlyList<SharedRegion> added)
    {
        var fresh = new List<(RegionDescription Region, MemoryBacking Backing)>(added.Count);
        string? fault = Map(added, fresh);
        if (fault is null)
        {
            List<(RegionDescription Region, MemoryBacking Backing)> next = [.. kept, .. fresh];
            if (GuestMemory.TryCreate([.. next.Select(m => ToRegion(m.Region, m.Backing))], out GuestMemory memory, out fault))
            {
                _retired.AddRange(_mapped.Except(next).Select(m => m.Backing));
                (Memory, _mapped) = (memory, next);
                return null;
            }
        }
        foreach ((_, MemoryBacking backing) in fresh) backing.Dispose();
        return fault;
    }

    private string? Map(IReadOnlyList<SharedRegion> regions, List<(RegionDescription Region, MemoryBacking Backing)> mapped)
    {
        foreach ((RegionDescription region, FileDescriptor file) in regions)
        {
            try
            {
                MemoryBacking backing = file is IMemoryFile standIn
                    ? standIn.Map(region.FileOffset, region.Length)
                    : MappedBacking.Map(file, region.FileOffset, region.Length, _allowUnsized);
                mapped.Add((region, backing));
            }
            catch (Exception e) when (e is ErrnoException or MappingRefusedException or OverflowException)
            {
                return $"memory region {region}: {e.Message}";
            }
        }
        return null;
    }

    private static MemoryRegion ToRegion(RegionDescription region, MemoryBacking backing) =>
        new(region.GuestAddress, region.UserAddress, region.Length, BackingOffset: 0, backing);
}
