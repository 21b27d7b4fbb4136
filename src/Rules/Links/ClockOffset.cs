using System.Collections.Immutable;

namespace GpioHub.Rules.Links;

/// <summary>How the clock of another host stands to this one's, from beats that carry four stamps. Pure. Source: LK-13.</summary>
/// <remarks>
/// <code>
///   this host    sent ─╮                 ╭─ received      CLOCK_MONOTONIC here
///   the other          ╰─ heard … told ──╯                CLOCK_MONOTONIC there
/// </code>
/// Where a message takes longer one way than the other, half the difference is wrong; it is least for the shortest round trip. So that of
/// the last <see cref="Window"/> counts, and the uncertainty is half of it. No clock is steered.
/// </remarks>
public sealed record ClockOffset
{
    /// <summary>Round trips that are compared. Clocks that run apart by 200 ppm are 3 µs apart after so many beats.</summary>
    public const int Window = 64;

    /// <summary>Nothing is known.</summary>
    public static readonly ClockOffset None = new();

    private readonly ImmutableQueue<RoundTrip> _last = [];
    private readonly int _count;

    private ClockOffset()
    {
    }

    private ClockOffset(ImmutableQueue<RoundTrip> last, int count)
    {
        (_last, _count) = (last, count);
        foreach (var trip in last)
            if (Best is not { } best || trip.Ns <= best.Ns) Best = trip;
    }

    /// <summary>The shortest of the last round trips; of equal ones the last. null = nothing is known.</summary>
    public RoundTrip? Best { get; }

    /// <summary>Adds a round trip. Stamps that cannot be are not counted.</summary>
    /// <param name="sentNs">When a beat was sent here; this host's clock, as the last one.</param>
    /// <param name="heardNs">When it was heard there; the other host's clock, as the next one.</param>
    /// <param name="toldNs">When its answer was sent there, not before <paramref name="heardNs"/>.</param>
    /// <param name="receivedNs">When the answer came here.</param>
    public ClockOffset With(long sentNs, long heardNs, long toldNs, long receivedNs)
    {
        Int128 there = (Int128)toldNs - heardNs;                           // a peer may say any number
        Int128 trip = (Int128)receivedNs - sentNs - there;
        Int128 twice = (Int128)sentNs - heardNs + receivedNs - toldNs;
        if (there < 0 || trip < 0 || trip > long.MaxValue || Int128.Abs(twice) > long.MaxValue) return this;
        var last = _count == Window ? _last.Dequeue() : _last;
        return new ClockOffset(last.Enqueue(new RoundTrip((long)trip, (long)(twice / 2))), Math.Min(_count + 1, Window));
    }
}

/// <param name="Ns">How long a message takes there and back, nanoseconds, 0 or more.</param>
/// <param name="OffsetNs">What to add to the other host's clock to have this host's, nanoseconds, ± half of <paramref name="Ns"/>.</param>
public readonly record struct RoundTrip(long Ns, long OffsetNs);
