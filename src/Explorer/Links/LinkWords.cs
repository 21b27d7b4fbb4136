using GpioHub.Rules.Links;

namespace GpioHub.Explorer.Links;

/// <summary>The text of a message between two hubs.</summary>
internal static class LinkWords
{
    public static string Of(ChipLinkMessage message) => message switch
    {
        Open { Lines: [{ Drives: true }] } => $"Open {message.Epoch}, drives",
        Opened opened => $"Opened {message.Epoch}, {Of(opened.Lines[0].Level)} after {opened.Lines[0].Edges} edges",
        Refused refused => $"Refused {message.Epoch}: {refused.Why}",
        Wish { Drives: true } wish => $"Wish {message.Epoch}, drive {Of(wish.Level)}",
        Wish => $"Wish {message.Epoch}, let go",
        Granted granted => $"Granted {message.Epoch}, {granted.Outcome}",
        Edges { Lines: [var line] } edges =>
            $"Edges {message.Epoch}, {edges.Number}: {line.Rising} up, {line.Falling} down, {Of(line.Level)} after {line.Total}",
        Edges edges => $"Edges {message.Epoch}, {edges.Number}: is it wanted?",
        Took took => $"Took {message.Epoch}, {took.Number}",
        _ => $"{message.GetType().Name} {message.Epoch}",
    };

    private static string Of(bool level) => level ? "high" : "low";
}
