using GpioHub.Transports.Records;

namespace GpioHub.Transports.VhostUser;

/// <summary>Guest RAM as the front-end shares it: the table in force, and a change of it that is not mapped yet.</summary>
/// <param name="slots">Most regions a table may have.</param>
/// <param name="allowUnsized">As <see cref="VhostUserOffer.AllowUnsizedMemory"/>.</param>
internal sealed class MemoryNegotiation(int slots, bool allowUnsized)
{
    private const string NotShared =
        "guest memory came without a file descriptor; guest RAM is not shared. " +
        "Add: -object memory-backend-memfd,id=mem,size=<-m>,share=on -machine memory-backend=mem";

    private PendingMemory? _pending;
    private bool _warnedOfShrinking;

    private sealed record PendingMemory(RegionTable Table, IReadOnlyList<SharedRegion> Shared);

    /// <summary>Guest RAM as mapped.</summary>
    public RegionTable Table { get; private set; } = RegionTable.Empty;

    /// <summary>Guest RAM as it will be mapped once what was asked for is done; without a change, as it is.</summary>
    public RegionTable Coming => _pending?.Table ?? Table;

    /// <summary>Answer to GET_MAX_MEM_SLOTS, regions (VU-41).</summary>
    public int MaxSlots => slots;

    /// <summary>SET_MEM_TABLE.</summary>
    /// <returns>Memory is to change; as for the other two.</returns>
    public bool TryReplace(ReadOnlySpan<byte> payload, MessageFds fds, Outcome outcome)
    {
        if (!MemoryTablePayload.TryDecode(payload, out RegionDescription[] regions))
            outcome.Fail($"payload of {payload.Length} bytes is no memory table");
        else if (regions.Length > 0 && fds.Count == 0) outcome.End(NotShared);
        else if (fds.Count != regions.Length) outcome.Fail($"{regions.Length} regions with {fds.Count} descriptors");
        else if (RegionTable.Empty.TryAdd(regions, slots, out RegionTable table) is { } fault) outcome.Fail(fault);
        else if (FileFault(regions, fds) is { } fileFault) outcome.Fail(fileFault);
        else
        {
            SharedRegion[] shared = [.. regions.Select((r, i) => new SharedRegion(r, fds.Take(i)))];
            return Ask(new PendingMemory(table, shared), new ReplaceMemory(shared), fds, outcome);
        }
        return false;
    }

    /// <summary>ADD_MEM_REG.</summary>
    public bool TryAdd(ReadOnlySpan<byte> payload, MessageFds fds, Outcome outcome)
    {
        if (!RegionDescription.TryDecodeSingle(payload, out RegionDescription region))
            outcome.Fail($"payload of {payload.Length} bytes is no memory region");
        else if (fds.Count == 0) outcome.End(NotShared);
        else if (Table.TryAdd([region], slots, out RegionTable table) is { } fault) outcome.Fail(fault);
        else if (FileFault([region], fds) is { } fileFault) outcome.Fail(fileFault);
        else
        {
            var shared = new SharedRegion(region, fds.Take(0));
            return Ask(new PendingMemory(table, [shared]), new AddRegion(shared), fds, outcome);
        }
        return false;
    }

    /// <summary>REM_MEM_REG: a stray descriptor is tolerated and closed (VU-41).</summary>
    public bool TryRemove(ReadOnlySpan<byte> payload, MessageFds fds, Outcome outcome)
    {
        if (!RegionDescription.TryDecodeSingle(payload, out RegionDescription region))
            outcome.Fail($"payload of {payload.Length} bytes is no memory region");
        else if (!Table.TryRemove(region, out RegionTable table)) outcome.Fail($"no memory region {region}");
        else return Ask(new PendingMemory(table, []), new RemoveRegion(region), fds, outcome);
        return false;
    }

    /// <summary>The change that was asked for is mapped.</summary>
    public void Applied()
    {
        Table = Coming;
        Drop();
    }

    /// <summary>Closes the descriptors of a change that is over; true if there was one.</summary>
    public bool Drop()
    {
        if (_pending is not { } pending) return false;
        foreach (SharedRegion region in pending.Shared) region.File.Dispose();
        _pending = null;
        return true;
    }

    internal void Describe(ImageWriter into, IKeptNames names)
    {
        into.Write(_warnedOfShrinking);
        into.Write((ulong)Table.Regions.Count);
        foreach (RegionDescription region in Table.Regions)
        {
            into.Write(region.GuestAddress);
            into.Write(region.Length);
            into.Write(region.UserAddress);
            into.Write(region.FileOffset);
            names.FileOf(region).Write(into);
        }
    }

    /// <returns>The regions, which are still to be mapped.</returns>
    internal IReadOnlyList<(RegionDescription Region, KeptName File)> Resume(ref ImageReader from)
    {
        _warnedOfShrinking = from.Flag();
        var files = new (RegionDescription Region, KeptName File)[from.Count(slots)];
        for (int i = 0; i < files.Length; i++)
            files[i] = (new RegionDescription(from.Word(), from.Word(), from.Word(), from.Word()), KeptName.Read(ref from));
        if (RegionTable.Empty.TryAdd([.. files.Select(file => file.Region)], slots, out RegionTable table) is not null) from.Doubt();
        Table = table;
        return files;
    }

    private bool Ask(PendingMemory pending, SessionEffect change, MessageFds fds, Outcome outcome)
    {
        if (!_warnedOfShrinking && Enumerable.Range(0, fds.Count).Any(i => fds[i].MayShrink))
        {
            _warnedOfShrinking = true;
            outcome.Emit(new Log(SessionLogLevel.Debug,
                "guest memory is a file that its owner can still shorten, which would end this session; a memfd is sealed against it"));
        }
        _pending = pending;
        outcome.Emit(change);
        return true;
    }

    /// <summary>Why a region's descriptor cannot be mapped without risking SIGBUS (VU-38).</summary>
    private string? FileFault(ReadOnlySpan<RegionDescription> regions, MessageFds fds)
    {
        for (int i = 0; i < regions.Length; i++)
        {
            ReceivedFd file = fds[i];
            if (file.FileLength is not { } length)
            {
                if (!allowUnsized) return $"memory region {regions[i]} is not backed by a file of known length";
            }
            else if (regions[i].FileOffset > length || regions[i].Length > length - regions[i].FileOffset)
            {
                return $"memory region {regions[i]} runs past its file of 0x{length:x} bytes";
            }
        }
        return null;
    }
}
