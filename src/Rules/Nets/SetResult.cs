namespace GpioHub.Rules.Nets;

/// <summary>Refused: the device said no, or the line cannot be used. NotTried: it was asked for with a line that is not for
/// driving.</summary>
public enum SetStatus { Done, Busy, NotForDriving, ChipAway, NoAnswer, Refused, NotTried }

/// <param name="Detail">For a person: who holds the line, why not. Empty when done.</param>
public sealed record SetResult(SetStatus Status, string Detail)
{
    /// <summary>When it came in force, CLOCK_MONOTONIC, nanoseconds; null = it did not, or nobody has looked at a clock.</summary>
    public long? Ns { get; init; }
}
