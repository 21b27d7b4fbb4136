using System.Collections.Immutable;
using System.Globalization;

namespace GpioHub.Recording.Vcd;

/// <summary>What a file says of its origin, in the two places that a conversion to FST keeps: <c>$date</c> and <c>$version</c>.</summary>
/// <remarks>Source: IF-4.1.</remarks>
/// <param name="Program">Such as <c>gpiohub 0.1.0</c>.</param>
/// <param name="Run">Names the run of the hub: the same as in the ids of its event stream. Empty = it has none.</param>
/// <param name="MonotonicNs">CLOCK_MONOTONIC at the file's time 0, nanoseconds.</param>
/// <param name="RealtimeNs">The wall clock at the file's time 0, nanoseconds since 1970; null = not known.</param>
public sealed record VcdHeader(string Program, string Run, long MonotonicNs, long? RealtimeNs)
{
    private const long NsPerSecond = 1_000_000_000;

    /// <summary>What else a reader of the file should know, a sentence each, in printable ASCII without <c>$</c>; a <c>$comment</c> each.
    /// A conversion to FST drops them.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    internal string Version => string.Create(CultureInfo.InvariantCulture,
        $"{Program}{(Run.Length > 0 ? $" run={VcdName.Quoted(Run)}" : "")} monotonic={MonotonicNs}");

    internal string? Date
    {
        get
        {
            if (RealtimeNs is not { } ns) return null;
            var second = DateTimeOffset.FromUnixTimeSeconds(Math.DivRem(ns, NsPerSecond, out long rest));
            return string.Create(CultureInfo.InvariantCulture, $"{second:yyyy-MM-dd HH:mm:ss}.{rest:D9}Z");
        }
    }
}
