namespace GpioHub.Hub.Hosting;

/// <summary>Looks every two seconds after what others can take away: sockets, and folders that are watched.</summary>
/// <remarks>By looking, not by inotify: a folder that is replaced or unmounted is not told of where it was watched, and a look at a hundred
/// paths takes a tenth of a millisecond, on no reactor.</remarks>
internal sealed class Upkeep : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Action _look;
    private readonly Timer _timer;
    private readonly Lock _one = new();
    private bool _ended;

    /// <param name="look">Called on a thread of the pool, and by <see cref="Look"/>; one call at a time. It does not throw.</param>
    public Upkeep(Action look)
    {
        _look = look;
        _timer = new Timer(_ => Look(), null, Interval, Interval);
    }

    /// <summary>Looks now.</summary>
    public void Look()
    {
        lock (_one)
        {
            if (!_ended) _look();
        }
    }

    /// <summary>Ends it, after the look that is under way.</summary>
    public void Dispose()
    {
        lock (_one) _ended = true;
        _timer.Dispose();
    }
}
