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
    private readonly HashSet<string> _names;
    private readonly Timer _rest;

    /// <param name="files">As the configuration names them.</param>
    /// <param name="changed">Called on a thread of the pool.</param>
    public FileWatch(IReadOnlyList<string> files, Action changed, ILogger log)
    {
        Files = files;
        _names = [.. files.Select(file => Path.GetFileName(file))];
        _rest = new Timer(_ => changed());
        _reactor = new EpollReactor((e, what) => ControlLog.NotWatched(log, what, e.Message));
        foreach (string folder in files.Select(file => Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/").Distinct()) Watch(folder, log);
        _reactor.Start("file watch");
    }

    public IReadOnlyList<string> Files { get; }

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

    /// <summary>A file of the configuration, or one that a glob may mean from now on.</summary>
    private void See(FolderChange change)
    {
        bool matters = change.Kind is FolderChangeKind.Unknown or FolderChangeKind.Gone || _names.Contains(change.Name)
            || Path.GetExtension(change.Name) is ".yaml" or ".yml";
        if (matters) _rest.Change(Rest, Timeout.InfiniteTimeSpan);
    }
}
