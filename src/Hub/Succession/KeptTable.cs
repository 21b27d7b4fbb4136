using GpioHub.Transports.Native;

namespace GpioHub.Hub.Succession;

/// <summary>What a keeper keeps: descriptors by name. It passes both on to the service manager, if there is one.</summary>
/// <param name="upstream">null = there is none.</param>
internal sealed class KeptTable(NotifySocket? upstream, Dictionary<string, FileDescriptor> kept)
{
    private readonly Dictionary<string, FileDescriptor> _kept = kept;

    /// <summary>A process before has left something.</summary>
    public bool HasLeft => _kept.Keys.Any(name => !ListenedDescriptors.IsGiven(name));

    public Dictionary<string, FileDescriptor>.KeyCollection Names => _kept.Keys;

    public FileDescriptor? Find(string name) => _kept.GetValueOrDefault(name);

    /// <param name="descriptor">Belongs to the table from here on.</param>
    public void Store(string name, FileDescriptor descriptor)
    {
        if (name.Length is 0 or > 255 || name.Contains(':', StringComparison.Ordinal))
        {
            descriptor.Dispose();
            return;
        }

        Remove(name);
        _kept[name] = descriptor;
        upstream?.Send($"FDSTORE=1\nFDNAME={name}\nFDPOLL=0", descriptor);
    }

    public void Remove(string name)
    {
        if (!_kept.Remove(name, out var descriptor)) return;
        if (upstream is not null)
        {
            upstream.Send($"FDSTOREREMOVE=1\nFDNAME={name}");
            // A service manager keeps an open file description under its first name alone: another name of it is told now.
            foreach (var (other, same) in _kept)
            {
                if (FdInfo.IsSameDescription(descriptor, same) == true)
                    upstream.Send($"FDSTORE=1\nFDNAME={other}\nFDPOLL=0", same);
            }
        }

        descriptor.Dispose();
    }

    /// <summary>Gives up what was left; what a service manager gives is every hub's.</summary>
    public void Clear()
    {
        foreach (string name in new List<string>(_kept.Keys)) if (!ListenedDescriptors.IsGiven(name)) Remove(name);
    }
}
