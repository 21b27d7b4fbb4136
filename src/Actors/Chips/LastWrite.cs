using GpioHub.Actors.Rigs;

namespace GpioHub.Actors.Chips;

/// <summary>Of a net's drivers the one whose write decides under <c>resolve: last-writer</c>. Pure;
/// drivers are put in one after the other, in any order.</summary>
/// <remarks>
/// A guest writes with a SET_VALUE of an output, the same value or another, and by becoming an output; the stimulus with each <c>set</c>.
/// Who lets go drives no more, and the write before it decides. What does not reach the pin (open-drain) is no drive. Idle drives count
/// only where nobody else drives; letting go is no write, so they keep the place of their last. Source: HR-33, IF-1.12.
/// </remarks>
public readonly record struct LastWrite
{
    private readonly bool _claims;
    private readonly long _number;

    private LastWrite(bool level, bool claims, long number) => (Level, _claims, _number) = (level, claims, number);

    /// <summary>What it puts on the pin; null = nobody drives.</summary>
    public bool? Level { get; }

    /// <summary>One driver more.</summary>
    /// <param name="number">Of its last write; those of a net's drivers differ and grow.</param>
    public LastWrite Or(ChipLinePlan line, Drive drive, long number)
    {
        bool level = drive is Drive.High or Drive.IdleHigh;
        if (drive == Drive.None || !NetState.Reaches(line, level)) return this;
        bool claims = Driving.Claims(drive);
        bool decides = Level is null || (claims == _claims ? number > _number : claims);
        return decides ? new LastWrite(level, claims, number) : this;
    }
}
