using System.Collections.Concurrent;
using GpioHub.Recording.Log;

namespace GpioHub.Transports.Recording;

/// <summary>What the numbers in records stand for: sources, and causes. A number, once given, keeps its meaning. Any thread.</summary>
/// <remarks>It grows with every name that a reload brings, up to what a record can tell; those beyond share the number 0.</remarks>
public sealed class LogWords
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<LogSource, int> _sourceOf = new();
    private readonly ConcurrentDictionary<string, LogCause> _guestOf = new();
    private volatile LogSource[] _sources = [new LogSource(LogSourceKind.Net, "?", 0, "?", null)];
    private volatile string[] _causes = ["", "stimulus", "hardware", "fault", "configuration"];

    /// <summary>Sources known by now; their numbers are below this.</summary>
    public int SourceCount => _sources.Length;

    public LogSource Source(int number) => _sources is var all && number < all.Length ? all[number] : all[0];

    /// <summary>As events show it: <c>stimulus</c>, <c>guest ivi</c>.</summary>
    public string Cause(LogCause cause) => _causes is var all && cause.Id < all.Length ? all[cause.Id] : "";

    /// <summary>Numbers sources, at once: a chip or a guest brings all of its own.</summary>
    public int[] NumbersOf(IReadOnlyList<LogSource> sources)
    {
        lock (_lock)
        {
            var added = new List<LogSource>();
            int count = _sources.Length;
            int[] numbers = [.. sources.Select(source => _sourceOf.GetOrAdd(source, _ =>
            {
                if (count + added.Count > LogSource.Most) return 0;
                added.Add(source);
                return count + added.Count - 1;
            }))];
            if (added.Count > 0) _sources = [.. _sources, .. added];
            return numbers;
        }
    }

    /// <summary>The cause that is a guest.</summary>
    public LogCause CauseOf(string guest)
    {
        if (_guestOf.TryGetValue(guest, out var known)) return known;
        lock (_lock)
        {
            return _guestOf.GetOrAdd(guest, _ =>
            {
                if (_causes.Length > LogCause.Most) return LogCause.None;
                _causes = [.. _causes, $"guest {guest}"];
                return new LogCause((ushort)(_causes.Length - 1));
            });
        }
    }
}
