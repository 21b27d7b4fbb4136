using GpioHub.Actors.Contract;

namespace GpioHub.Hub.Naming;

/// <summary>Why the level of a line is not known. No level is made up (IF-3.5).</summary>
internal static class ReadingText
{
    /// <param name="address">As it was asked for.</param>
    /// <param name="chip">Its id.</param>
    /// <param name="line">null = it has just gone.</param>
    /// <returns>For a person; null = the level is known.</returns>
    public static string? WhyUnknown(string address, string chip, LineReading? line) => line switch
    {
        null => $"{address} has just gone",
        { Chip: not ChipState.Up } => $"{address}: chip {chip} is {ApiNames.Of(line.Chip)}{(line.LastError is { } why ? $" ({why})" : "")}",
        { Problem: { } problem } => $"{address}: {problem}",
        _ => null,
    };
}
