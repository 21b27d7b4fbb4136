using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.TestKit.Rigs;

/// <summary>What a keeper would hold, in this process: duplicates of the hub's descriptors, by name.</summary>
internal sealed class LeftDescriptors : IDescriptorStore, IDisposable
{
    private readonly Dictionary<string, FileDescriptor> _kept = new(StringComparer.Ordinal);

    public bool Keeps => true;

    /// <summary>The hub is dead: what its actors still say while they end counts for nothing.</summary>
    public bool IsDeaf { get; set; }

    public IReadOnlyCollection<string> Names => _kept.Keys;

    public void Store(string name, SafeHandle descriptor)
    {
        if (IsDeaf) return;
        Drop(name);
        _kept[name] = FdInfo.Duplicate(descriptor);
    }

    public void Remove(string name)
    {
        if (!IsDeaf) Drop(name);
    }

    /// <summary>Duplicates of everything, for the hub that follows.</summary>
    public InheritedDescriptors Left() => new(
        _kept.Select(each => KeyValuePair.Create(each.Key, FdInfo.Duplicate(each.Value))));

    public void Dispose()
    {
        foreach (var descriptor in _kept.Values) descriptor.Dispose();
        _kept.Clear();
    }

    private void Drop(string name)
    {
        if (_kept.Remove(name, out var descriptor)) descriptor.Dispose();
    }
}
