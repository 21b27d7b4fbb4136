namespace GpioHub.Transports.VhostUser;

public sealed partial class VhostUserSession
{
    private const string NotShared =
        "guest memory came without a file descriptor; guest RAM is not shared. " +
        "Add: -object memory-backend-memfd,id=mem,size=<-m>,share=on -machine memory-backend=mem";

    private PendingMemory? _pendingMemory;
    private bool _warnedOfShrinking;

    private sealed record PendingMemory(RegionTable Table, IReadOnlyList<SharedRegion> Shared);

    /// <summary>Guest RAM as mapped by the owner.</summary>
    public RegionTable Memory { get; private set; } = RegionTable.Empty;

    /// <summary>The owner has mapped what <see cref="ReplaceMemory"/>, <see cref="AddRegion"/> or
    /// <see cref="RemoveRegion"/> asked for.</summary>
    public void MemoryApplied()
    {
        if (_pendingMemory is not { } pending) return;
        Memory = pending.Table;
        DropPendingMemory();
    }

    /// <summary>The owner could not map the memory and keeps the old map: the message fails.</summary>
    public void MemoryRefused(string reason)
    {
        DropPendingMemory();
        _outcome.Fail(reason);
    }

    private void SetMemoryTable(ReadOnlySpan<byte> payload)
    {
        if (!MemoryTablePayload.TryDecode(payload, out RegionDescription[] regions))
            _outcome.Fail($"payload of {payload.Length} bytes is no memory table");
        else if (regions.Length > 0 && _fds.Count == 0) _outcome.End(NotShared);
        else if (_fds.Count != regions.Length) _outcome.Fail($"{regions.Length} regions with {_fds.Count} descriptors");
        else if (RegionTable.Empty.TryAdd(regions, _offer.MaxMemorySlots, out RegionTable table) is { } fault) _outcome.Fail(fault);
        else if (FileFault(regions) is { } fileFault) _outcome.Fail(fileFault);
        else
        {
            SharedRegion[] shared = [.. regions.Select((r, i) => new SharedRegion(r, _fds.Take(i)))];
            ApplyMemory(new PendingMemory(table, shared), new ReplaceMemory(shared));
        }
    }

    private void AddMemoryRegion(ReadOnlySpan<byte> payload)
    {
        if (!RegionDescription.TryDecodeSingle(payload, out RegionDescription region))
            _outcome.Fail($"payload of {payload.Length} bytes is no memory region");
        else if (_fds.Count == 0) _outcome.End(NotShared);
        else if (Memory.TryAdd([region], _offer.MaxMemorySlots, out RegionTable table) is { } fault) _outcome.Fail(fault);
        else if (FileFault([region]) is { } fileFault) _outcome.Fail(fileFault);
        else
        {
            var shared = new SharedRegion(region, _fds.Take(0));
            ApplyMemory(new PendingMemory(table, [shared]), new AddRegion(shared));
        }
    }

    /// <summary>REM_MEM_REG: a stray descriptor is tolerated and closed (VU-41).</summary>
    private void RemoveMemoryRegion(ReadOnlySpan<byte> payload)
    {
        if (!RegionDescription.TryDecodeSingle(payload, out RegionDescription region))
            _outcome.Fail($"payload of {payload.Length} bytes is no memory region");
        else if (!Memory.TryRemove(region, out RegionTable table)) _outcome.Fail($"no memory region {region}");
        else ApplyMemory(new PendingMemory(table, []), new RemoveRegion(region));
    }

    /// <summary>Applies a memory change between two turns. No ring needs to stop for it: chains in flight are kept as guest addresses
    /// (VU-40).</summary>
    private void ApplyMemory(PendingMemory pending, SessionEffect change)
    {
        if (!_warnedOfShrinking && Enumerable.Range(0, _fds.Count).Any(i => _fds[i].MayShrink))
        {
            _warnedOfShrinking = true;
            _outcome.Emit(new Log(SessionLogLevel.Debug,
                "guest memory is a file that its owner can still shorten, which would end this session; a memfd is sealed against it"));
        }
        _pendingMemory = pending;
        _outcome.Emit(change);
        RemapLiveRings();
        foreach (Vring ring in _rings) ConsiderStart(ring);
    }

    /// <summary>Why a region's descriptor cannot be mapped without risking SIGBUS (VU-38).</summary>
    private string? FileFault(ReadOnlySpan<RegionDescription> regions)
    {
        for (int i = 0; i < regions.Length; i++)
        {
            ReceivedFd file = _fds[i];
            if (file.FileLength is not { } length)
            {
                if (!_offer.AllowUnsizedMemory) return $"memory region {regions[i]} is not backed by a file of known length";
            }
            else if (regions[i].FileOffset > length || regions[i].Length > length - regions[i].FileOffset)
            {
                return $"memory region {regions[i]} runs past its file of 0x{length:x} bytes";
            }
        }
        return null;
    }

    /// <summary>Closes the descriptors of a memory change that is over; true if there was one.</summary>
    private bool DropPendingMemory()
    {
        if (_pendingMemory is not { } pending) return false;
        foreach (SharedRegion region in pending.Shared) region.File.Dispose();
        _pendingMemory = null;
        return true;
    }
}
