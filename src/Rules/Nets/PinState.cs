namespace GpioHub.Rules.Nets;

public enum PinMode : byte
{
    /// <summary>The pin is as the hub found it: reserved, and nothing else.</summary>
    AsIs,
    Input,
    Output,
}

/// <summary>Everything that a device is to do with one pin. It is whole, so that applying it again repairs whatever was missed.</summary>
/// <param name="Level">Output: the logical level.</param>
/// <param name="Edges">Input, as-is: somebody wants to know of changes. Always both directions, so that the level is known. A second
/// guest's watch then needs no new detector, which would miss edges for a moment; each guest filters.</param>
public readonly record struct PinState(PinMode Mode, bool Level, bool Edges)
{
    /// <summary>The pin that a net asks for.</summary>
    /// <param name="driven">The level that drivers of the hub put on it; null = none.</param>
    /// <param name="watched">A guest waits for its interrupts.</param>
    /// <param name="subscribed">Somebody watches its edges from outside (<c>mon</c>).</param>
    /// <param name="asIs">The hub has given it no direction yet, and nobody asks for one.</param>
    /// <param name="foundInput">It was an input when the device was opened.</param>
    public static PinState Of(bool? driven, bool watched, bool subscribed, bool asIs, bool foundInput)
    {
        if (driven is { } level) return new PinState(PinMode.Output, level, Edges: false);
        bool keeps = asIs && !watched && !(subscribed && foundInput);          // a mere subscriber must not turn an output into an input
        return new PinState(keeps ? PinMode.AsIs : PinMode.Input, Level: false, watched || subscribed);
    }
}
