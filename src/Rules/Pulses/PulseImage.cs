using System.Collections.Immutable;

namespace GpioHub.Rules.Pulses;

/// <summary>A running pulse as words, and back. Pure.</summary>
public static class PulseImage
{
    /// <summary>The most words that an image has.</summary>
    public const int MostWords = 9 + PulseRules.MostTimes;

    public static void Write(ref WordWriter words, PulseState pulse)
    {
        words.Add((long)pulse.Number);
        words.Add(pulse.Order.Level);
        words.Add((long)pulse.Order.Repeat);
        words.Add(pulse.Before.Level);
        words.Add(pulse.Before.Written);
        words.Add(pulse.Step);
        words.Add(pulse.DueNs);
        words.Add((long)pulse.Order.Times.Length);
        foreach (var time in pulse.Order.Times) words.Add(time.Ticks);
    }

    /// <returns>null = the words are none, or no such pulse can be.</returns>
    public static PulseState? Read(ref WordReader words)
    {
        int number = words.Number();
        bool level = words.Bool();
        int repeat = words.Number();
        var before = new StimulusBefore(words.OptionalBool(), words.Value());
        long step = words.Value(), due = words.Value();
        int count = words.Number();
        if (number < 1 || step < 0 || count is < 1 or > PulseRules.MostTimes) return null;
        var times = ImmutableArray.CreateBuilder<TimeSpan>(count);
        for (int i = 0; i < count; i++) times.Add(TimeSpan.FromTicks(words.Value()));
        var order = new PulseOrder(times.MoveToImmutable()) { Level = level, Repeat = repeat };
        bool lasts = repeat == 0 || step < (long)repeat * count;
        return lasts && PulseRules.WhyNot(order) is null ? new PulseState(number, order, before, step, due) : null;
    }
}
