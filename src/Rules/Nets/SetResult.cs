namespace GpioHub.Rules.Nets;

/// <summary>Refused: the device said no, or the line cannot be used.</summary>
public enum SetStatus { Done, Busy, NotForDriving, ChipAway, NoAnswer, Refused }

/// <param name="Detail">For a person: who holds the line, why not. Empty when done.</param>
public sealed record SetResult(SetStatus Status, string Detail);
