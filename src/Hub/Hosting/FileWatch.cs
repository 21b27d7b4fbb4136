using GpioHub.Hub.Configuration;
using GpioHub.Hub.Control;
using Microsoft.Extensions.Logging;

namespace GpioHub.Hub.Hosting;

/// <summary>A watch that tells when one of some files has changed and the writing has stopped.</summary>
/// <remarks>
/// It watches folders, not files: an editor writes another file and moves it into the place of the old one. It costs nothing while nothing
/// happens. It does not follow a link to a file elsewhere: a change there is seen only when the link changes.
/// </remarks>
internal sealed class FileWatch : IDisposable
{
    /// <summary>The wait after the last change: an editor writes in several steps, and a checkout changes several files.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(200);

    private readonly List<FileSystemWatcher> _folders = [];
    private readonly string[] _names;
    private readonly Timer _rest;
    private bool _ended;

    /// <param name="files">Paths, as the configuration names them. Their last part may be a glob, which stands for files that come later
    /// too.</param>
    /// <param name="changed">Called on a thread of the pool.</param>
    public FileWatch(IReadOnlyList<string> files, Action changed, ILogger log)
    {
        Files = files;
        _names = [.. files.Select(file => Path.GetFileName(file)).Distinct()];
        _rest = new Timer(_ => changed());
        foreach (string folder in files.Select(file => Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/").Distinct()) Watch(folder, log);
    }

    public IReadOnlyList<string> Files { get; }

    /// <summary>Ends the watch. A change that it has seen and not told yet stays untold: whoever watches next looks once more.</summary>
    public void Dispose()
    {
        foreach (var folder in _folders) folder.Dispose();
        lock (_rest)
        {
            _ended = true;
            _rest.Dispose();
        }
    }

    private void Watch(string folder, ILogger log)
    {
        try
        {
            var watch = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
            _folders.Add(watch);
            watch.Changed += (_, change) => See(change.Name);
            watch.Created += (_, change) => See(change.Name);
            watch.Deleted += (_, change) => See(change.Name);
            watch.Renamed += (_, change) =>
            {
                See(change.OldName);
                See(change.Name);
            };
            watch.Error += (_, error) => Lost(folder, error.GetException(), log);
            watch.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is IOException or ArgumentException)
        {
            ControlLog.NotWatched(log, folder, e.Message);
        }
    }

    /// <summary>Changes were lost, and one more look finds whether there were any; or the folder cannot be watched.</summary>
    private void Lost(string folder, Exception error, ILogger log)
    {
        if (error is InternalBufferOverflowException) Tell();
        else ControlLog.NotWatched(log, folder, error.Message);
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
