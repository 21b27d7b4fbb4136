using System.Collections.Immutable;

namespace GpioHub.Rules.Links;

/// <summary>When this hub's last beats were sent. Pure.</summary>
public sealed record SentBeats
{
    private const int Most = 64;                                           // our limit: at 5 beats a second those of 13 s

    public static readonly SentBeats None = new();

    private readonly ImmutableArray<long> _ns = [];

    private SentBeats()
    {
    }

    private SentBeats(ImmutableArray<long> ns, long last) => (_ns, Last) = (ns, last);

    /// <summary>The number of the last one; 0 = none.</summary>
    public long Last { get; }

    public SentBeats With(long ns) => new((_ns.Length < Most ? _ns : _ns.RemoveAt(0)).Add(ns), Last + 1);

    /// <summary>When a beat was sent, nanoseconds; null = never, or too long ago.</summary>
    public long? At(long number) => number <= Last && number > Last - _ns.Length ? _ns[(int)(number - Last - 1 + _ns.Length)] : null;
}
