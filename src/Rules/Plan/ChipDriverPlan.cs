namespace GpioHub.Rules.Plan;

/// <summary>What drives a chip: the driver's settings, and its answers to all that others would have to know each driver for.</summary>
/// <remarks>A driver is a record of its own. Whoever asks about drivers asks here, so that a new one is found at one place. Source:
/// IF-1.7.</remarks>
public abstract record ChipDriverPlan
{
    /// <summary>The word for it in the file, in <c>info</c> and in the control API.</summary>
    public abstract string Name { get; }

    /// <summary>Levels come from outside the hub, so a level that is known may be old.</summary>
    public abstract bool IsDevice { get; }

    /// <summary>The file lists every line, and a line's place is its offset. If not, the file names some lines in any order, and only the
    /// open chip knows the others.</summary>
    public abstract bool ListsAllLines { get; }

    /// <summary>For <c>diff</c>: the driver, and which device it is.</summary>
    public virtual string Text => Name;

    /// <summary>For <c>diff</c>: the keys that <see cref="SameTreatment"/> compares.</summary>
    public virtual string TreatmentKeys => "settings";

    /// <summary>The first pause before the chip is opened again, and the longest; null = as for any chip.</summary>
    public virtual (TimeSpan First, TimeSpan Longest)? Pauses => null;

    /// <summary>Whether both are the same driver on the same device; what they use it for may differ.</summary>
    public abstract bool SameDevice(ChipDriverPlan other);

    /// <summary>Whether both use their device, which is the same, in the same way.</summary>
    public virtual bool SameTreatment(ChipDriverPlan other) => true;

    /// <summary>How many files a chip with so many lines keeps open.</summary>
    public virtual int FilesFor(int lines) => 0;
}

/// <summary>A chip in memory. It has no settings of its own.</summary>
public sealed record SimPlan : ChipDriverPlan
{
    public const string Word = "sim";

    public static readonly SimPlan Instance = new();

    public override string Name => Word;

    public override bool IsDevice => false;

    public override bool ListsAllLines => true;

    public override bool SameDevice(ChipDriverPlan other) => other is SimPlan;
}

/// <summary>A Linux gpiochip, and how to use it.</summary>
/// <param name="Selector">Which of the machine's gpiochips it is.</param>
/// <param name="Io">Where values are read and set.</param>
/// <param name="RestartMin">First pause before the chip is opened again, &gt; 0.</param>
/// <param name="RestartMax">Longest pause; each is twice the one before.</param>
public sealed record GpioChipPlan(ChipSelector Selector, IoPlace Io, TimeSpan RestartMin, TimeSpan RestartMax) : ChipDriverPlan
{
    public const string Word = "gpiochip";

    public override string Name => Word;

    public override bool IsDevice => true;

    public override bool ListsAllLines => false;

    public override string Text => $"{Word}, {Selector}";

    public override string TreatmentKeys => "io or restart";

    public override (TimeSpan First, TimeSpan Longest)? Pauses => (RestartMin, RestartMax);

    public override bool SameDevice(ChipDriverPlan other) => other is GpioChipPlan device && Same(Selector, device.Selector);

    public override bool SameTreatment(ChipDriverPlan other) =>
        other is GpioChipPlan device && (Io, RestartMin, RestartMax) == (device.Io, device.RestartMin, device.RestartMax);

    /// <summary>The chip, its watch, and each line.</summary>
    public override int FilesFor(int lines) => 2 + lines;

    private static bool Same(ChipSelector one, ChipSelector other) =>
        one == other || (one is ByProperties a && other is ByProperties b && a.Properties.SequenceEqual(b.Properties));
}

/// <summary>Where GET_VALUES and SET_VALUES of a gpiochip are called: on the reactor, on the chip's thread, or as measured.
/// Everything else is always on the thread.</summary>
public enum IoPlace { Auto, Inline, Thread }
