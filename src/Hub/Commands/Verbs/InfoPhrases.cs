using System.Text.RegularExpressions;
using GpioHub.Rules.Lines;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The words of <c>gpiohub info</c> that a person may not know, each with what it means. Pure.</summary>
internal static class InfoPhrases
{
    private static readonly (Regex Used, string Means)[] All =
    [
        (Form("^\trequestq  "), "requestq, eventq: the device's rings, for requests and for interrupts"),
        (Form(", [1-9][0-9]* armed"), "armed: lines whose interrupt is enabled and unmasked; the next edge interrupts"),
        (Interrupt("pending"), "pending: the chip has not confirmed the interrupt yet"),
        (Interrupt("latched"), "latched: an edge waits until the guest unmasks the interrupt"),
        (Interrupt("held"), "held: the interrupt is unmasked (the hub has its buffer)"),
        (Interrupt("parked"), "parked: unmasked before the interrupt was enabled"),
        (Form("  diverged\\b"), "diverged: the chip answered late, and is told once more what the guest wants"),
        (Form("  unheeded\\b"), $"unheeded: {RefusalText.Unheeded}"),
        (Form("\tidle=| idle="), "idle: the level that a guest has left behind (onRelease)"),
    ];

    /// <summary>What the words in this text mean; none for a text without such words.</summary>
    public static IEnumerable<string> In(string text) => All.Where(word => word.Used.IsMatch(text)).Select(word => $"({word.Means})");

    private static Regex Interrupt(string word) => Form($"  irq=[a-z-]+(?: [a-z]+)* {word}\\b");

    private static Regex Form(string form) => new(form, RegexOptions.Multiline | RegexOptions.CultureInvariant);
}
