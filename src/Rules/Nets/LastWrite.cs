using GpioHub.Rules.Plan;


namespace GpioHub.Rules.Nets;

/// <summary>The last write among a net's drivers, which decides under <c>resolve: last-writer</c>. Pure; drivers are added one after the
/// other, in any order.</summary>
/// <remarks>
/// A guest writes with a SET_VALUE of an output, whether or not the value changes, and by becoming an output. The stimulus writes with each
/// <c>set</c>. A driver that lets go no longer drives, and the write before it decides. A level that does not reach the pin (open-drain) is
/// no drive. Idle drives count only where nobody else drives. Letting go is no write, so an idle drive keeps the place of its guest's last
/// write. Source: HR-33, IF-1.12.
/// </remarks>
public readonly record struct LastWrite
{
    private readonly bool _claims;
    private readonly long _number;

    private LastWrite(bool level, bool claims, long number) => (Level, _claims, _number) = (level, claims, number);

    /// <summary>The level that it puts on the pin; null = nobody drives.</summary>
    public bool? Level { get; }

    /// <summary>Adds one driver.</summary>
    /// <param name="number">Number of its last write. The numbers of a net's drivers differ and grow.</param>
    public LastWrite Or(ChipLinePlan line, Drive drive, long number)
    {
        bool level = drive is Drive.High or Drive.IdleHigh;
        if (drive == Drive.None || !NetState.Reaches(line, level)) return this;
        bool claims = Driving.Claims(drive);
        bool decides = Level is null || (claims == _claims ? number > _number : claims);
        return decides ? new LastWrite(level, claims, number) : this;
    }
}
