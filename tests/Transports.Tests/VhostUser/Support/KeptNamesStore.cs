using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>A keeper in this process: it holds duplicates, as the real one does, and drops a second one of the same description, as systemd
/// does.</summary>
internal sealed class KeptNamesStore : IDescriptorStore, IDisposable
{
    private readonly Dictionary<string, FileDescriptor> _kept = [];

    public bool Keeps => true;

    public IReadOnlyCollection<string> Names => _kept.Keys;

    /// <summary>Called before each store and removal, for tests that cut a run there.</summary>
    public Action Before { get; set; } = () => { };

    public void Store(string name, SafeHandle descriptor)
    {
        Before();
        if (_kept.Values.Any(kept => FdInfo.IsSameDescription(kept, descriptor) == true)) return;
        if (_kept.Remove(name, out var old)) old.Dispose();
        _kept.Add(name, FdInfo.Duplicate(descriptor));
    }

    public void Remove(string name)
    {
        Before();
        if (_kept.Remove(name, out var kept)) kept.Dispose();
    }

    /// <summary>What a process that starts now inherits.</summary>
    public InheritedDescriptors Leave() => new(_kept.ToDictionary(kept => kept.Key, kept => FdInfo.Duplicate(kept.Value)));

    public void Dispose()
    {
        foreach (var kept in _kept.Values) kept.Dispose();
        _kept.Clear();
    }
}
