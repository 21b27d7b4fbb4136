using GpioHub.Hub.Configuration;
using GpioHub.Hub.Control;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting;

/// <summary>Tells when one of some files has changed, once writing has come to rest.</summary>
/// <remarks>
/// It watches folders, not files: an editor writes another file and moves it into the place of the old one. Costs nothing while nothing happens.
/// A link to a file elsewhere is not followed: what is changed there is seen when the link is.
/// </remarks>
internal sealed class FileWatch : IDisposable, IReadyHandler
{
    /// <summary>After the last change: an editor writes in several steps, and a checkout changes several files.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private readonly EpollReactor _reactor;
    private readonly List<FolderWatch> _folders = [];
    private readonly string[] _names;
    private readonly Timer _rest;
    private volatile bool _pending;

    /// <param name="files">Paths, as the configuration names them; their last part may be a glob, for files that come later are meant too.</param>
    /// <param name="changed">Called on a thread of the pool.</param>
    public FileWatch(IReadOnlyList<string> files, Action changed, ILogger log)
    {
        Files = files;
        _names = [.. files.Select(file => Path.GetFileName(file)).Distinct()];
        _rest = new Timer(_ =>
        {
            _pending = false;
            changed();
        });
        _reactor = new EpollReactor((e, what) => ControlLog.NotWatched(log, what, e.Message));
        foreach (string folder in files.Select(file => Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/").Distinct()) Watch(folder, log);
        _reactor.Start("file watch");
    }

    public IReadOnlyList<string> Files { get; }

    /// <summary>Something has changed and is not told yet. After <see cref="Dispose"/> it stays as it is: whoever watches next must <see cref="Tell"/>.</summary>
    public bool Pending => _pending;

    /// <summary>As if a file had changed now.</summary>
    public void Tell()
    {
        _pending = true;
        _rest.Change(Rest, Timeout.InfiniteTimeSpan);
    }

    public void OnReady(EpollEvents events)
    {
        foreach (var folder in _folders)
        {
            while (folder.Drain(See))
            {
                // There may be more.
            }
        }
    }

    public void Dispose()
    {
        _reactor.Stop();
        _reactor.Dispose();
        foreach (var folder in _folders) folder.Dispose();
        _rest.Dispose();
    }

    private void Watch(string folder, ILogger log)
    {
        try
        {
            var watch = FolderWatch.Open(folder, contents: true);
            _folders.Add(watch);
            _reactor.Watch(watch, EpollEvents.In, this);
        }
        catch (ErrnoException e)
        {
            ControlLog.NotWatched(log, folder, e.Message);
        }
    }

    /// <summary>Which of the folders it is in is not asked: a file too many costs one more look that finds no change.</summary>
    private void See(FolderChange change)
    {
        if (change.Kind is FolderChangeKind.Unknown or FolderChangeKind.Gone || _names.Any(name => RigFiles.Matches(name, change.Name))) Tell();
    }
}
