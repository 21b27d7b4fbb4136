using GpioHub.Rules.Nets;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>What the record says of one requested line: a successor goes on from it.</summary>
/// <param name="Applied">The pin that the device was told last; null = not known.</param>
/// <param name="FoundInput">The line was an input when it was requested.</param>
internal readonly record struct PinImage(PinState? Applied, bool IsSampled, bool FoundInput, EdgeTracker Tracker)
{
    /// <summary>Words of an image.</summary>
    public const int Words = 4;

    private const ulong Held = 1 << 0;
    private const int PinAt = 1;
    private const ulong Sampled = 1 << 8;
    private const ulong Input = 1 << 9;
    private const ulong Level = 1 << 10;

    /// <summary>Writes it.</summary>
    /// <param name="offset">The line's number on its chip.</param>
    public void Pack(Span<ulong> words, int offset)
    {
        words[0] = Held | (PackPin(Applied) << PinAt) | (IsSampled ? Sampled : 0) | (FoundInput ? Input : 0)
            | (Tracker.Level ? Level : 0) | ((ulong)Tracker.LastSequence << 32);
        (words[1], words[2]) = ((ulong)Tracker.FromNs, (ulong)Tracker.SureNs);
        words[3] = Check(words, offset);
    }

    /// <summary>Reads it.</summary>
    /// <returns>null = there is none, or it is damaged.</returns>
    public static PinImage? TryUnpack(ReadOnlySpan<ulong> words, int offset)
    {
        ulong head = words[0];
        if ((head & Held) == 0 || words[3] != Check(words, offset)) return null;
        return new PinImage(UnpackPin(head >> PinAt), (head & Sampled) != 0, (head & Input) != 0,
            EdgeTracker.At((head & Level) != 0, (uint)(head >> 32), (long)words[1], (long)words[2]));
    }

    /// <summary>A pin with its check, for a word of its own.</summary>
    public static ulong PackChecked(PinState? pin, int offset)
    {
        ulong packed = PackPin(pin);
        return packed | ((ulong)RecordLayout.Check([packed, (ulong)offset]) << 32);
    }

    /// <summary>Reads a word of <see cref="PackChecked"/>.</summary>
    /// <returns>false = it is damaged.</returns>
    public static bool TryUnpackChecked(ulong word, int offset, out PinState? pin)
    {
        pin = UnpackPin(word);
        return word == PackChecked(pin, offset);
    }

    private static ulong PackPin(PinState? pin) =>
        pin is { } known ? 1 | ((ulong)known.Mode << 1) | (known.Level ? 8UL : 0) | (known.Edges ? 16UL : 0) : 0;

    private static PinState? UnpackPin(ulong packed)
    {
        var mode = (PinMode)((packed >> 1) & 3);
        return (packed & 1) != 0 && mode <= PinMode.Output ? new PinState(mode, (packed & 8) != 0, (packed & 16) != 0) : null;
    }

    private static uint Check(ReadOnlySpan<ulong> words, int offset) => RecordLayout.Check([words[0], words[1], words[2], (ulong)offset]);
}
