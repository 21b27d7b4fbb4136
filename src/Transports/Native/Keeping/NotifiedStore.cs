using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>The store behind a notify socket: a keeper's, or the service manager's (FileDescriptorStoreMax=).</summary>
public sealed class NotifiedStore : IDescriptorStore
{
    private const int Longest = 255;

    private readonly Lock _lock = new();
    private readonly NotifySocket _notify;
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _own = new(StringComparer.Ordinal);

    /// <param name="left">Names that are kept already.</param>
    public NotifiedStore(NotifySocket notify, IEnumerable<string> left)
    {
        _notify = notify;
        _names.UnionWith(left);
    }

    public bool Keeps => !_notify.IsGone;

    /// <summary>How many names are kept.</summary>
    public int Count
    {
        get { lock (_lock) return _names.Count; }
    }

    public void Store(string name, SafeHandle descriptor)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > Longest || name.AsSpan().ContainsAny(":\n\0"))
            throw new ArgumentException($"no name of a descriptor: {name}", nameof(name));
        lock (_lock)
        {
            // A service manager would keep both under one name.
            if (!_names.Add(name)) _notify.Send(RemovalOf(name));
            _own.Add(name);
            // FDPOLL=0: one whose other end has gone is for the successor to read, not for the store to drop.
            _notify.Send($"FDSTORE=1\nFDNAME={name}\nFDPOLL=0", descriptor);
        }
    }

    public void Remove(string name)
    {
        lock (_lock)
        {
            if (_names.Remove(name)) _notify.Send(RemovalOf(name));
        }
    }

    /// <summary>Removes a name that the process before has left, unless this one has stored something else under it.</summary>
    /// <returns>Whether it was removed.</returns>
    public bool GiveUp(string name)
    {
        lock (_lock)
        {
            if (_own.Contains(name) || !_names.Remove(name)) return false;
            _notify.Send(RemovalOf(name));
            return true;
        }
    }

    /// <summary>Ends the keeping of everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            foreach (string name in _names) _notify.Send(RemovalOf(name));
            _names.Clear();
        }
    }

    private static string RemovalOf(string name) => $"FDSTOREREMOVE=1\nFDNAME={name}";
}
