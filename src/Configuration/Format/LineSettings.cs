using System.Collections.Immutable;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Format;

/// <summary>Settings of a chip line: on the line, or on the chip as its lines' default. Source: IF-1.7.</summary>
internal sealed class LineSettings
{
    public static readonly LineSettings OfSim = new(bias: "pull-down", control: "drive");

    public static readonly LineSettings OfGpioChip = new(bias: "as-is", control: "read");

    /// <summary>Of a chip of another host only <see cref="Resolve"/> and <see cref="Control"/>: the others are its owner's.</summary>
    public static readonly LineSettings OfRemote = new(bias: "as-is", control: "read");

    private LineSettings(string bias, string control)
    {
        Bias = new Key<Bias>(
            "bias",
            new ChoiceKind<Bias>(
                ("as-is", Rules.Plan.Bias.AsIs), ("disabled", Rules.Plan.Bias.Disabled),
                ("pull-up", Rules.Plan.Bias.PullUp), ("pull-down", Rules.Plan.Bias.PullDown)),
            "Electrical pull of the pin, before activeLow.",
            bias);
        Control = new Key<ControlAccess>(
            "control",
            new ChoiceKind<ControlAccess>(("read", ControlAccess.Read), ("drive", ControlAccess.Drive)),
            "What set, pulse and PUT may do: read only, or drive.",
            control);
    }

    public Key<Bias> Bias { get; }

    public Key<ControlAccess> Control { get; }

    public Key<bool> ActiveLow { get; } = new("activeLow", new BooleanKind(),
        "Inverts once, at the pin: active is electrically low.", "false");

    public Key<DriveKind> Drive { get; } = new(
        "drive",
        new ChoiceKind<DriveKind>(("push-pull", DriveKind.PushPull), ("open-drain", DriveKind.OpenDrain),
            ("open-source", DriveKind.OpenSource)),
        "How the pin drives.",
        "push-pull");

    public Key<InitialState> Initial { get; } = new(
        "initial",
        new ChoiceKind<InitialState>(
            ("as-is", InitialState.AsIs), ("input", InitialState.Input), ("low", InitialState.Low), ("high", InitialState.High)),
        "From the hub's start to the first guest's OUT; low and high are logical.",
        "as-is");

    public Key<ResolveRule> Resolve { get; } = new(
        "resolve",
        new ChoiceKind<ResolveRule>(
            ("exclusive", ResolveRule.Exclusive), ("wired-and", ResolveRule.WiredAnd),
            ("wired-or", ResolveRule.WiredOr), ("last-writer", ResolveRule.LastWriter)),
        "What several drivers come to. Default: exclusive; for open-drain wired-and, for open-source wired-or (activeLow: the other).");

    /// <summary>The file says which rule a line has.</summary>
    public bool IsRuleSaid(MapValues own, MapValues chip) => own.Has(Resolve) || chip.Has(Resolve);

    /// <summary>The rule of a line. Where the file does not say, the pin does: a line that never drives one of the levels is made to be
    /// shared.</summary>
    /// <param name="own">The line's own settings.</param>
    /// <param name="chip">The chip's, its lines' default.</param>
    public ResolveRule RuleOf(MapValues own, MapValues chip)
    {
        if (own.TryGet(Resolve, out ResolveRule rule) || chip.TryGet(Resolve, out rule)) return rule;
        bool inverted = own.Get(ActiveLow, chip);                // `drive` is electrical, the rule is about logical levels
        return own.Get(Drive, chip) switch
        {
            DriveKind.OpenDrain => inverted ? ResolveRule.WiredOr : ResolveRule.WiredAnd,
            DriveKind.OpenSource => inverted ? ResolveRule.WiredAnd : ResolveRule.WiredOr,
            _ => ResolveRule.Exclusive,
        };
    }

    /// <summary>The kernel counts it in 32 bits, microseconds (GU-S2, GPIO_V2_LINE_ATTR_ID_DEBOUNCE).</summary>
    private static readonly TimeSpan LongestDebounce = TimeSpan.FromMinutes(71);

    /// <summary>gpiochip only.</summary>
    public static Key<TimeSpan?> Debounce { get; } = new(
        "debounce", new TimeKind { Longest = LongestDebounce }, "A level must last this long to be an edge.", "0");

    /// <summary>gpiochip only.</summary>
    public static Key<TimeSpan?> Sample { get; } = new(
        "sample", new TimeKind("off") { Positive = true }, "How often a line without an interrupt is read; off = never.", "10ms");

    /// <summary>The settings that every driver has.</summary>
    public ImmutableArray<Key> Keys => [Bias, ActiveLow, Drive, Initial, Resolve, Control];
}
