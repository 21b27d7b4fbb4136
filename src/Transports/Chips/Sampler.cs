using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips;

/// <summary>A chore that reads lines without an interrupt from time to time, on the chip's thread: pulses shorter than the period are not
/// seen (GU-22).</summary>
/// <param name="changed">Line, level, and when it was read, CLOCK_MONOTONIC nanoseconds.</param>
/// <param name="failed">A line could not be read; it is no longer sampled.</param>
public sealed class Sampler(Func<long> nowNs, Action<int, bool, long> changed, Action<int, ErrnoException> failed) : IChipChore
{
    private readonly Dictionary<int, Watch> _watches = [];

    /// <param name="line">Names it in what is told.</param>
    /// <param name="level">As known when the watch begins.</param>
    /// <param name="periodNs">Nanoseconds, &gt; 0.</param>
    public void Add(int line, IGpioLineFile file, bool level, long periodNs) =>
        _watches[line] = new Watch(file, level, periodNs, nowNs() + periodNs);

    public void Remove(int line) => _watches.Remove(line);

    public void Clear() => _watches.Clear();

    public long? Run()
    {
        long? next = null;
        foreach (var (line, watch) in _watches.ToArray())
        {
            if (watch.DueNs <= nowNs() && !Read(line, watch)) continue;
            long due = _watches[line].DueNs;
            if (next is null || due < next) next = due;
        }

        return next;
    }

    private bool Read(int line, Watch watch)
    {
        try
        {
            long now = nowNs();
            bool level = watch.File.GetValue();
            // A late sample stays late: no two samples follow at once to make up for it.
            _watches[line] = watch with { Level = level, DueNs = now + watch.PeriodNs };
            if (level != watch.Level) changed(line, level, now);
            return true;
        }
        catch (ErrnoException e)
        {
            _watches.Remove(line);
            failed(line, e);
            return false;
        }
    }

    private sealed record Watch(IGpioLineFile File, bool Level, long PeriodNs, long DueNs);
}
