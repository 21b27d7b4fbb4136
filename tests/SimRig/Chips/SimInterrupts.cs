using System.Globalization;
using GpioHub.EndToEnd.Support;

namespace GpioHub.SimRig.Chips;

/// <summary>The number of edges that the kernel has handled on the lines of the one gpio-sim chip in use, from /proc/interrupts.</summary>
/// <remarks>
/// gpio-sim raises its interrupts by irq_work, and User-Mode Linux runs that at the next timer tick, every 10 ms. So all pulls of a line
/// within one tick are one interrupt, and only the last level is seen. (1,000 pulls back to back are 10 to 16 edges, numbered without a
/// gap.) A line's next pull therefore waits until the one before shows here. This is the kernel's own count, made before its edges reach
/// the process that has requested the line.
/// </remarks>
internal sealed class SimInterrupts(int lines)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    /// <summary>The counts, by line.</summary>
    public long[] Count()
    {
        long[] counts = new long[lines];
        foreach (string row in File.ReadLines("/proc/interrupts"))
        {
            // " 64:         20   irq_sim   1  gpiohub": number, count on the one CPU, chip, line, consumer
            string[] words = row.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 4 || words[2] != "irq_sim") continue;
            int line = int.Parse(words[3], CultureInfo.InvariantCulture);
            if (line < lines) counts[line] = long.Parse(words[1], CultureInfo.InvariantCulture);
        }

        return counts;
    }

    /// <summary>Waits until each line has this many more than before.</summary>
    public Task<long[]> UntilAsync(long[] before, int more) => Patience.UntilAsync(
        () => Task.FromResult(Count()),
        now => now.Zip(before).All(n => n.First - n.Second >= more),
        now => $"The kernel has not handled {more} more edges of each line: {string.Join(' ', before)} before, {string.Join(' ', now)} now",
        Tick);

    /// <summary>Waits until one line has this many in all.</summary>
    public Task UntilAsync(int line, long count) => Patience.UntilAsync(
        () => Task.FromResult(Count()[line]),
        now => now >= count,
        now => $"The kernel has handled {now} edges of line {line}, waited for {count}",
        Tick);
}
