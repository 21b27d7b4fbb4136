using System.Runtime.InteropServices;
using GpioHub.Actors.Control;
using GpioHub.Hub.Control;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting;

/// <summary>The triggers that make a running hub apply its file again, beside the control socket: SIGHUP, and with <c>hub.watch</c> the
/// file itself.</summary>
internal sealed class Reloading : IDisposable
{
    private readonly Reloader _reloader;
    private readonly IHub _hub;
    private readonly ILogger _log;
    private readonly CancellationToken _cancel;
    private readonly PosixSignalRegistration _hangUp;
    private FileWatch? _watch;
    private Task _last = Task.CompletedTask;     // logs how it ends; the field only keeps a reference

    /// <param name="files">The files that decide about the configuration in force.</param>
    public Reloading(Reloader reloader, IHub hub, IReadOnlyList<string> files, ILogger log, CancellationToken cancel)
    {
        (_reloader, _hub, _log, _cancel) = (reloader, hub, log, cancel);
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
        {
            context.Cancel = true;
            Reload("SIGHUP");
        });
        Follow(files);
        reloader.Read = Follow;
    }

    public void Dispose()
    {
        _reloader.Read = _ => { };
        _hangUp.Dispose();
        _watch?.Dispose();
    }

    private void Reload(string reason) => _last = _reloader.TryReloadAsync(reason, _cancel);

    /// <summary>Watches the files of the configuration in force; files may have come and gone.</summary>
    private void Follow(IReadOnlyList<string> files)
    {
        if (!_hub.Plan.Hub.Watch)
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
