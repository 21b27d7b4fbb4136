using GpioHub.Rules.Plan;


namespace GpioHub.Rules.Nets;

/// <summary>The drivers of a net, counted, and everything else that its level depends on. Levels are logical.</summary>
/// <remarks>Source: HR-30 … HR-34, IF-1.8, IF-1.11, IF-1.12.</remarks>
public readonly record struct NetState
{
    /// <summary>Guests whose line is OUT, whether or not their level reaches the pin.</summary>
    public int Claims { get; init; }

    /// <summary>Claims that drive the net active.</summary>
    public int High { get; init; }

    /// <summary>Claims that drive the net inactive.</summary>
    public int Low { get; init; }

    /// <summary>Guests that left an active level behind (<c>onRelease</c>), weaker than any claim.</summary>
    public int IdleHigh { get; init; }

    /// <summary>Guests that left an inactive level behind.</summary>
    public int IdleLow { get; init; }

    /// <summary>The stimulus of <c>set</c>; null = withdrawn.</summary>
    public bool? Stimulus { get; init; }

    /// <summary>What the chip's pin shows while nobody here drives, or what the line's owner tells; null = the chip cannot tell (a
    /// simulated chip), or has not yet.</summary>
    public bool? Hardware { get; init; }

    /// <summary>last-writer: the level of the driver that wrote last, kept by <see cref="LastWrite"/>; null = nobody drives, or another
    /// rule is in force.</summary>
    public bool? Latest { get; init; }

    /// <summary>The resolved level. Of a line whose owner is another hub, that hub resolves: its word counts even while somebody here
    /// drives (LK-04).</summary>
    public bool Level(ChipLinePlan line) =>
        line.LevelIsTold ? Hardware ?? Driven(line) ?? Pull(line) : Driven(line) ?? Hardware ?? Pull(line);

    /// <summary>The level that drivers of the hub put on the pin; null = none does, and the hardware or the pull decides.</summary>
    /// <remarks>
    /// Only drivers whose level reaches the pin count. The stimulus is a driver like any claim. Idle drives count only where there is
    /// neither, and they make a level by the same rule.
    /// <code>
    ///                claims and stimulus idle drives
    ///   exclusive the only one active if all are, our choice
    ///   wired-and active if all are active if all are
    ///   wired-or active if one is active if one is
    ///   last-writer what was written last what was written last
    /// </code>
    /// </remarks>
    public bool? Driven(ChipLinePlan line)
    {
        if (line.Resolve == ResolveRule.LastWriter) return Latest;
        bool? stimulus = Stimulus is { } level && Reaches(line, level) ? level : null;
        int high = High + (stimulus == true ? 1 : 0);
        int low = Low + (stimulus == false ? 1 : 0);
        if (high + low == 0) (high, low) = (IdleHigh, IdleLow);
        if (high + low == 0) return null;
        return line.Resolve == ResolveRule.WiredOr ? high > 0 : low == 0;
    }

    /// <summary>Whether a driver's level reaches the pin: an open-drain line drives electrically low only, an open-source line high
    /// only.</summary>
    public static bool Reaches(ChipLinePlan line, bool level) => line.Drive switch
    {
        DriveKind.OpenDrain => (level ^ line.ActiveLow) == false,
        DriveKind.OpenSource => level ^ line.ActiveLow,
        _ => true,
    };

    /// <summary>The level of a net that nothing drives. <c>bias</c> is electrical, so <c>activeLow</c> inverts it. No bias ⇒ electrically
    /// low.</summary>
    public static bool Pull(ChipLinePlan line) => (line.Bias == Bias.PullUp) ^ line.ActiveLow;

    /// <summary>Adds (+1) or removes (−1) one guest's contribution.</summary>
    public NetState With(ChipLinePlan line, Drive drive, int sign) => drive switch
    {
        Drive.None => this,
        Drive.IdleHigh => Reaches(line, true) ? this with { IdleHigh = IdleHigh + sign } : this,
        Drive.IdleLow => Reaches(line, false) ? this with { IdleLow = IdleLow + sign } : this,
        Drive.High when Reaches(line, true) => this with { Claims = Claims + sign, High = High + sign },
        Drive.Low when Reaches(line, false) => this with { Claims = Claims + sign, Low = Low + sign },
        _ => this with { Claims = Claims + sign },
    };
}

/// <summary>What one guest line does to its net.</summary>
public enum Drive : byte
{
    None,
    IdleLow,
    IdleHigh,
    Low,
    High,
}

/// <summary>The rules that say what a guest line's wish means for its net. Pure.</summary>
public static class Driving
{
    public static bool Claims(Drive drive) => drive is Drive.Low or Drive.High;

    /// <summary>The drive that <paramref name="desired"/> asks for.</summary>
    /// <param name="desired">The line's wish.</param>
    /// <param name="onRelease">What the guest goes on driving once it has let go.</param>
    /// <param name="before">Its drive until now; NONE of a line that never drove stays NONE.</param>
    public static Drive Of(Lines.DesiredLine desired, OnRelease onRelease, Drive before)
    {
        bool drives = desired.Direction == Transports.Virtio.Gpio.GpioDirection.Out && !desired.Released;
        if (drives) return desired.Value ? Drive.High : Drive.Low;
        if (desired.Direction == Transports.Virtio.Gpio.GpioDirection.In || before == Drive.None) return Drive.None;
        return onRelease switch
        {
            OnRelease.Low => Drive.IdleLow,
            OnRelease.High => Drive.IdleHigh,
            OnRelease.Hold => before is Drive.High or Drive.IdleHigh ? Drive.IdleHigh : Drive.IdleLow,
            _ => Drive.None,
        };
    }
}
