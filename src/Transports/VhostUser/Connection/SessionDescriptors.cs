using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>The descriptors of one guest's front-end as they are kept: each under a name of its own, from before the record names it until
/// the record does not name it any more.</summary>
/// <remarks>
/// Who keeps descriptors may drop one that is the same open file description as another (systemd does). Front-ends send such ones: QEMU the
/// same memory file for several regions, libkrun one call descriptor for both rings. They get the name of the first one.
/// </remarks>
/// <param name="prefix">Of every name: <c>g/ID/</c>.</param>
/// <param name="epoch">Of the record.</param>
/// <param name="inherited">What the process before has left.</param>
public sealed class SessionDescriptors(IDescriptorStore store, string prefix, uint epoch, InheritedDescriptors inherited)
    : IKeptNames, IKeptDescriptors, IDisposable
{
    private readonly Dictionary<KeptName, FileDescriptor> _kept = [];      // a duplicate of each, to compare with
    private readonly Dictionary<FileDescriptor, KeptName> _names = [];
    private readonly Dictionary<RegionDescription, KeptName> _files = [];
    private readonly List<KeptName> _gone = [];
    private uint _message;

    /// <summary>Names that are kept, those included that are given up as soon as the turn is committed.</summary>
    public IReadOnlyCollection<KeptName> Names => _kept.Keys;

    public KeptName NameOf(FileDescriptor handle) => _names.GetValueOrDefault(handle);

    public KeptName FileOf(RegionDescription region) => _files.GetValueOrDefault(region);

    /// <summary>Keeps the file of a region that is about to be mapped; the session closes it afterwards.</summary>
    public void Keep(SharedRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        _files[region.Description] = Keep(region.File, KeptKind.Memory, _files.Count);
    }

    /// <summary>Keeps every descriptor that has come, before the record names it, and notes those that are of no use any more.</summary>
    /// <param name="session">null = it is over.</param>
    public void Settle(VhostUserSession? session)
    {
        var inUse = new HashSet<KeptName>();
        var handles = new HashSet<FileDescriptor>();
        foreach ((KeptKind kind, int ring, FileDescriptor handle) in session?.Descriptors ?? [])
        {
            if (!_names.ContainsKey(handle)) _names.Add(handle, Keep(handle, kind, ring));
            handles.Add(handle);
            inUse.Add(_names[handle]);
        }

        HashSet<RegionDescription> regions = [.. session?.Memory.Regions ?? []];
        foreach (var region in _files.Keys.Where(region => !regions.Contains(region)).ToList()) _files.Remove(region);
        foreach (var handle in _names.Keys.Where(handle => !handles.Contains(handle)).ToList()) _names.Remove(handle);
        inUse.UnionWith(_files.Values);
        _gone.Clear();
        _gone.AddRange(_kept.Keys.Where(name => !inUse.Contains(name)));
        _message++;
    }

    /// <summary>The record does not name what was given up: it need not be kept any more.</summary>
    public void Committed()
    {
        foreach (var name in _gone)
        {
            if (!_kept.Remove(name, out var kept)) continue;
            store.Remove(prefix + name);
            kept.Dispose();
        }

        _gone.Clear();
    }

    /// <summary>Gives up what the process before has left and nobody has taken: it came with a message that was not carried out, and comes
    /// again. Before that: it might be dropped as a duplicate of this.</summary>
    public void GiveUpRest()
    {
        foreach (string name in inherited.Names.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            inherited.Take(name)?.Dispose();
            store.Remove(name);
        }
    }

    public FileDescriptor? Take(KeptName name)
    {
        if (!_kept.TryGetValue(name, out var kept))
        {
            if (inherited.Take(prefix + name) is not { } left) return null;
            _kept.Add(name, kept = left);
        }

        return FdInfo.Duplicate(kept);
    }

    public void Took(FileDescriptor handle, KeptName name) => _names[handle] = name;

    /// <summary>Goes on with a region whose file the process before has left.</summary>
    public void Took(RegionDescription region, KeptName name) => _files[region] = name;

    public void Dispose()
    {
        foreach (var kept in _kept.Values) kept.Dispose();
        _kept.Clear();
    }

    private KeptName Keep(FileDescriptor handle, KeptKind kind, int index)
    {
        foreach (var (known, kept) in _kept)
            if (FdInfo.IsSameDescription(kept, handle) == true) return known;
        var name = new KeptName(kind, index, epoch, _message);
        while (_kept.ContainsKey(name)) name = name with { Index = name.Index + 1 };
        var mine = FdInfo.Duplicate(handle);
        store.Store(prefix + name, mine);
        _kept.Add(name, mine);
        return name;
    }
}
