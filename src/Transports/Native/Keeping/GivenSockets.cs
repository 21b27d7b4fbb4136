namespace GpioHub.Transports.Native;

/// <summary>Sockets at which a service manager listens for whoever serves (systemd.socket(5)), so that a client may come first. They
/// outlive this process, which may serve one, leave it, and serve it again. Any thread.</summary>
public sealed class GivenSockets : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FileDescriptor> _byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _units = new(StringComparer.Ordinal);
    private readonly HashSet<string> _served = new(StringComparer.Ordinal);

    private GivenSockets()
    {
    }

    /// <summary>Nobody listens for this process.</summary>
    public static GivenSockets None { get; } = new();

    /// <summary>Those of a process that a service manager has started itself.</summary>
    public static GivenSockets OfThisProcess()
    {
        var given = Of(ListenedDescriptors.Take(Environment.GetEnvironmentVariable, Environment.ProcessId), out var left);
        left.Dispose();
        return given;
    }

    /// <summary>Those that nobody has served: where they listen, and what their unit calls them.</summary>
    public IReadOnlyList<(string Place, string Unit)> Unserved
    {
        get
        {
            lock (_lock) return [.. _units.Where(unit => !_served.Contains(unit.Key)).Select(unit => (unit.Key, unit.Value))];
        }
    }

    /// <summary>Parts what a service manager or a keeper has passed on.</summary>
    /// <param name="all">As <see cref="ListenedDescriptors.Take"/> names them. They belong to this object and to
    /// <paramref name="left"/>.</param>
    /// <param name="left">What the process before has left.</param>
    public static GivenSockets Of(IEnumerable<KeyValuePair<string, FileDescriptor>> all, out InheritedDescriptors left)
    {
        ArgumentNullException.ThrowIfNull(all);
        var given = new GivenSockets();
        var others = new List<KeyValuePair<string, FileDescriptor>>();
        foreach (var (name, descriptor) in all)
        {
            if (ListenedDescriptors.IsGiven(name)) given.Add(name[(name.IndexOf('/', ListenedDescriptors.Given.Length) + 1)..], descriptor);
            else others.Add(new(name, descriptor));
        }

        left = new InheritedDescriptors(others);
        return given;
    }

    /// <summary>Serves the socket at a path, if there is one and nobody has taken its path away.</summary>
    public UnixListener? TryServe(string path)
    {
        lock (_lock)
        {
            if (!_byPath.TryGetValue(path, out var given)) return null;
            _served.Add(path);
            var listener = UnixListener.Serve(FdInfo.Duplicate(given), path);
            if (listener.IsInPlace) return listener;
            listener.Dispose();
            return null;
        }
    }

    /// <summary>Whether a service manager listens at a path.</summary>
    public bool Has(string path)
    {
        lock (_lock) return _byPath.ContainsKey(path);
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var socket in _byPath.Values) socket.Dispose();
            _byPath.Clear();
        }
    }

    private void Add(string unit, FileDescriptor descriptor)
    {
        if (SocketPath.Of(descriptor) is { Length: > 0 } path && SocketOptions.Get(descriptor, Libc.SO_TYPE) == Libc.SOCK_STREAM)
        {
            _units[path] = unit;
            if (_byPath.Remove(path, out var former)) former.Dispose();
            _byPath[path] = descriptor;
            return;
        }

        _units["something else than the path of a stream socket"] = unit;
        descriptor.Dispose();
    }
}
