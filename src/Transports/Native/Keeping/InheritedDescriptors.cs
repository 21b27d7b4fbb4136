namespace GpioHub.Transports.Native;

/// <summary>The descriptors that the process before this one left, by name. Each is taken once. Any thread.</summary>
public sealed class InheritedDescriptors : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FileDescriptor> _left;

    /// <param name="left">They belong to this object.</param>
    public InheritedDescriptors(IEnumerable<KeyValuePair<string, FileDescriptor>> left) =>
        _left = new Dictionary<string, FileDescriptor>(left, StringComparer.Ordinal);

    /// <summary>Nothing was left.</summary>
    public InheritedDescriptors() : this([])
    {
    }

    /// <summary>Names that nobody has taken.</summary>
    public IReadOnlyCollection<string> Names
    {
        get { lock (_lock) return [.. _left.Keys]; }
    }

    /// <summary>Takes a descriptor, which then belongs to the caller.</summary>
    /// <returns>null = it was not left, or is taken.</returns>
    public FileDescriptor? Take(string name)
    {
        lock (_lock) return _left.Remove(name, out var descriptor) ? descriptor : null;
    }

    /// <summary>Closes what nobody has taken.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var descriptor in _left.Values) descriptor.Dispose();
            _left.Clear();
        }
    }
}
