
namespace GpioHub.Rules.Pulses;

/// <summary>A running pulse: the level to be driven, and until when. Pure.</summary>
/// <param name="Number">From 1, never used twice in the life of a hub.</param>
/// <param name="Order">A valid order, <see cref="PulseRules.Completed"/>.</param>
/// <param name="Before">The line's stimulus before the pulse began, and again after it has ended.</param>
/// <param name="Step">Levels that are over, from 0.</param>
/// <param name="DueNs">When the present level ends, nanoseconds.</param>
public sealed record PulseState(int Number, PulseOrder Order, StimulusBefore Before, long Step, long DueNs)
{
    /// <summary>The level to be driven at this step.</summary>
    public bool Level => Order.Level ^ (Step % 2 == 1);

    public static PulseState Begun(int number, PulseOrder order, StimulusBefore before, long ns) =>
        new(number, order, before, Step: 0, ns + Ns(order.Times[0]));

    /// <summary>Ends the present level.</summary>
    /// <param name="ns">Now, not before <see cref="DueNs"/>.</param>
    /// <returns>The next level; null = that was the last one, and <see cref="Before"/> is in force again.</returns>
    public PulseState? Pass(long ns)
    {
        long step = Step + 1;
        if (Order.Repeat > 0 && step == (long)Order.Repeat * Order.Times.Length) return null;
        long time = Ns(Order.Times[(int)(step % Order.Times.Length)]);
        long due = DueNs + time;                                             // counted from the plan, so that delays do not add up
        // unless the hub stood still that long: then each level lasts its time from now
        return this with { Step = step, DueNs = due > ns ? due : ns + time };
    }

    private static long Ns(TimeSpan time) => time.Ticks * TimeSpan.NanosecondsPerTick;
}

/// <summary>The stimulus that a line had before a pulse took its place.</summary>
/// <param name="Level">null = none.</param>
/// <param name="Written">The number of its write, which <c>last-writer</c> goes by.</param>
public readonly record struct StimulusBefore(bool? Level, long Written);
