using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Pulses;

namespace GpioHub.Actors.Nets;

/// <summary>The answers to a person who wanted to set a line (IF-2.10).</summary>
internal static class SetAnswers
{
    public static SetResult Busy(string address, Mapping holder, bool level) =>
        new(SetStatus.Busy, $"{address} is driven by {holder.AsHolder} (exclusive); " +
            $"gpiohub fault add {Quoted(address)} stuck-{(level ? 1 : 0)} overrides");

    /// <summary>The name of a driver, as a part of a sentence.</summary>
    public static string Holder(string name) => name == ChipNets.StimulusName ? "the stimulus of 'set'" : name;

    /// <summary>The refusal of a second pulse while one runs.</summary>
    public static SetResult Pulsing(string address) =>
        new(SetStatus.Busy, $"{address} has a pulse that is not over; gpiohub pulse --stop {Quoted(address)} ends it");

    /// <summary>The refusal of a pulse while the most allowed run.</summary>
    public static SetResult PulsesEnough(string chip) =>
        new(SetStatus.Busy, $"{chip} has {PulseRules.MostPerChip} pulses that are not over");

    public static SetResult NotForDriving(string address, bool? level) =>
        new(SetStatus.NotForDriving, $"{address} is not for driving (control: read); to fool its readers: " +
            $"gpiohub fault add {Quoted(address)} stuck-{(level == false ? 0 : 1)}");

    /// <summary>The refusal after a reload took the line away.</summary>
    public static SetResult NoMore(string chip) => new(SetStatus.Refused, $"{chip} has this line no more");

    /// <param name="why">The reason of a refusal or a loss, if it is known.</param>
    public static SetResult Result(ChipOutcome outcome, string address, string chip, string? why) => outcome switch
    {
        ChipOutcome.Done => new SetResult(SetStatus.Done, ""),
        ChipOutcome.Refused => new SetResult(SetStatus.Refused, $"{address}: {why ?? "the chip refused"}"),
        _ => new SetResult(SetStatus.ChipAway, $"{chip} is away: {why}"),
    };

    private static string Quoted(string address) => address.Contains(' ', StringComparison.Ordinal) ? $"\"{address}\"" : address;
}
