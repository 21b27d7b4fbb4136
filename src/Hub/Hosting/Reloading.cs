using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Reload;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting;

/// <summary>The triggers that make a running hub apply its file again, beside the control socket: SIGHUP, and with <c>hub.watch</c> the
/// file itself.</summary>
internal sealed class Reloading : IDisposable
{
    private readonly Reloader _reloader;
    private readonly IRig _rig;
    private readonly ILogger _log;
    private readonly CancellationToken _cancel;
    private readonly RunSignals _signals;
    private FileWatch? _watch;
    private Task _last = Task.CompletedTask;     // logs how it ends; the field only keeps a reference

    /// <param name="files">The files that decide about the configuration in force.</param>
    public Reloading(Reloader reloader, IRig rig, IReadOnlyList<string> files, ILogger log, RunSignals signals)
    {
        (_reloader, _rig, _log, _signals, _cancel) = (reloader, rig, log, signals, signals.Stop);
        signals.OnHangUp = () => Reload("SIGHUP");
        Follow(files);
        reloader.Read = read =>
        {
            Follow(read);
            Looks();
        };
    }

    public void Dispose()
    {
        _reloader.Read = _ => { };
        _signals.OnHangUp = null;
        _watch?.Dispose();
    }

    /// <summary>Called at each reload, before it is answered.</summary>
    public Action Looks { get; set; } = () => { };

    /// <summary>Finds folders that were replaced by others of the same name, which nobody watches.</summary>
    public void Look() => _watch?.Look();

    private void Reload(string reason) => _last = _reloader.TryReloadAsync(reason, _cancel);

    /// <summary>Watches the files of the configuration in force; files may have come and gone.</summary>
    private void Follow(IReadOnlyList<string> files)
    {
        if (!_rig.Plan.Hub.Watch)
        {
            Interlocked.Exchange(ref _watch, null)?.Dispose();
            return;
        }

        if (_watch is { } watch && watch.Files.SequenceEqual(files)) return;
        var next = new FileWatch(files, () => Reload("hub.watch"), _log);
        Interlocked.Exchange(ref _watch, next)?.Dispose();
        _last = _reloader.TryCatchUpAsync("hub.watch", _cancel);           // nobody has watched since the files were read
    }
}
