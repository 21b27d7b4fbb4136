using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>Watches for device nodes that come and go, so that nobody waits for the next attempt. Chip's reactor only.</summary>
/// <param name="folder">The folder of device nodes.</param>
/// <param name="changed">true = the device in use has gone; false = there may be a new one.</param>
internal sealed class DeviceWatch(IReactor reactor, string folder, Action<bool> changed) : IReadyHandler, IDisposable
{
    private const string Prefix = "gpiochip";

    private FolderWatch? _watch;

    /// <summary>The device in use; null = none.</summary>
    public string? Device { get; set; }

    /// <summary>Begins to watch. Without inotify (too many watches on this machine) the hub relies on the next attempt.</summary>
    public void Begin()
    {
        if (_watch is not null) return;
        try
        {
            _watch = FolderWatch.Open(folder);
            reactor.Watch(_watch, EpollEvents.In, this);
        }
        catch (ErrnoException)
        {
            _watch?.Dispose();
            _watch = null;
        }
    }

    public void OnReady(EpollEvents events) => _watch?.Drain(Tell);

    public void Dispose() => _watch?.Dispose();

    private void Tell(FolderChange change)
    {
        bool named = change.Name.StartsWith(Prefix, StringComparison.Ordinal);
        switch (change.Kind)
        {
            case FolderChangeKind.Deleted when Device is { } device && named && Path.GetFileName(device) == change.Name:
                changed(true);
                break;
            case FolderChangeKind.Created or FolderChangeKind.Changed when named:
            case FolderChangeKind.Unknown:
                changed(false);
                break;
        }
    }
}
