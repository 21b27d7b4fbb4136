using GpioHub.Configuration;
using GpioHub.Transports.Native;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Control.Reload;

/// <summary>A watch that tells when one of some files has changed and the writing has stopped.</summary>
/// <remarks>
/// It watches folders, not files: an editor writes another file and moves it into the place of the old one. It costs nothing while nothing
/// happens. It does not follow a link to a file elsewhere: a change there is seen only when the link changes.
/// </remarks>
internal sealed class FileWatch : IDisposable
{
    /// <summary>The wait after the last change: an editor writes in several steps, and a checkout changes several files.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, (FileSystemWatcher? Watch, PathStamp? Stamp)> _folders = [];
    private readonly ILogger _log;
    private readonly string[] _names;
    private readonly Timer _rest;
    private bool _ended;

    /// <param name="files">Paths, as the configuration names them. Their last part may be a glob, which stands for files that come later
    /// too.</param>
    /// <param name="changed">Called on a thread of the pool.</param>
    public FileWatch(IReadOnlyList<string> files, Action changed, ILogger log)
    {
        (Files, _log) = (files, log);
        _names = [.. files.Select(file => Path.GetFileName(file)).Distinct()];
        _rest = new Timer(_ => changed());
        foreach (string folder in files.Select(file => Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/").Distinct())
            _folders[folder] = (Watch(folder), PathStamp.Of(folder));
    }

    public IReadOnlyList<string> Files { get; }

    /// <summary>Ends the watch. A change that it has seen and not told yet stays untold: whoever watches next looks once more.</summary>
    public void Dispose()
    {
        lock (_rest)
        {
            foreach (var (watch, _) in _folders.Values) watch?.Dispose();
            _ended = true;
            _rest.Dispose();
        }
    }

    /// <summary>Watches what stands at the paths now: a folder may have been replaced by another one (renamed, or a link that leads
    /// elsewhere), and the watch went with the first.</summary>
    public void Look()
    {
        lock (_rest)
        {
            foreach (string folder in _folders.Keys.ToList())
            {
                var (watch, stamp) = _folders[folder];
                if (_ended || PathStamp.Of(folder) is not { } now || now == stamp) continue;
                watch?.Dispose();
                _folders[folder] = (Watch(folder), now);
                Tell();
            }
        }
    }

    private FileSystemWatcher? Watch(string folder)
    {
        FileSystemWatcher? watch = null;
        try
        {
            watch = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
            watch.Changed += (_, change) => See(change.Name);
            watch.Created += (_, change) => See(change.Name);
            watch.Deleted += (_, change) => See(change.Name);
            watch.Renamed += (_, change) =>
            {
                See(change.OldName);
                See(change.Name);
            };
            watch.Error += (_, error) => Lost(folder, error.GetException());
            watch.EnableRaisingEvents = true;
            return watch;
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            watch?.Dispose();
            ReloadLog.NotWatched(_log, folder, e.Message);
            return null;
        }
    }

    /// <summary>Changes were lost, and one more look finds whether there were any; or the folder cannot be watched.</summary>
    private void Lost(string folder, Exception error)
    {
        if (error is InternalBufferOverflowException) Tell();
        else ReloadLog.NotWatched(_log, folder, error.Message);
    }

    private void Tell()
    {
        lock (_rest)
            if (!_ended) _rest.Change(Rest, Timeout.InfiniteTimeSpan);     // the last change of a folder may still be on its way
    }

    /// <summary>Notes a change by the file's name. The folder does not matter: a name too many costs one more look that finds no
    /// change.</summary>
    /// <param name="name">In its folder; null = not known.</param>
    private void See(string? name)
    {
        if (name is null || _names.Any(pattern => RigFiles.Matches(pattern, name))) Tell();
    }
}
