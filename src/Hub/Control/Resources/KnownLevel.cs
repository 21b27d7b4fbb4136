using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Naming;

namespace GpioHub.Hub.Control.Resources;

/// <summary>The level of a line that was read, or the refusal of who asked for it.</summary>
internal static class KnownLevel
{
    /// <inheritdoc cref="ReadingText.WhyUnknown"/>
    /// <exception cref="NameNotFoundException">It has just gone.</exception>
    /// <exception cref="ProblemException">503: the chip is not up, or the line is not to be had.</exception>
    public static bool Of(string address, string chip, LineReading? line) => (line, ReadingText.WhyUnknown(address, chip, line)) switch
    {
        ({ } known, null) => known.Level,
        (null, { } gone) => throw new NameNotFoundException(gone, null),
        ({ Chip: not ChipState.Up }, { } why) => throw new ProblemException(503, ProblemCode.ChipAway, why),
        (_, var why) => throw new ProblemException(503, ProblemCode.LineUnusable, why ?? ""),
    };
}
