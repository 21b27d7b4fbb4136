using System.Globalization;

namespace GpioHub.Rules.Faults;

/// <summary>The users' words for faults.</summary>
public static class FaultWords
{
    private static readonly (FaultKind Kind, string Word)[] Kinds =
    [
        (FaultKind.Stuck0, "stuck-0"), (FaultKind.Stuck1, "stuck-1"), (FaultKind.Open, "open"), (FaultKind.Invert, "invert"),
        (FaultKind.Bounce, "bounce"), (FaultKind.Glitch, "glitch"), (FaultKind.Delay, "delay"), (FaultKind.Drop, "drop"),
        (FaultKind.Error, "error"), (FaultKind.Hang, "hang"),
    ];

    /// <summary>Every word; first those of line faults.</summary>
    public static IEnumerable<string> All => Kinds.Select(kind => kind.Word);

    public static string Of(FaultKind kind) => Kinds.First(known => known.Kind == kind).Word;

    /// <returns>null = no such word.</returns>
    public static FaultKind? KindOf(string? word)
    {
        foreach (var known in Kinds)
            if (known.Word == word) return known.Kind;
        return null;
    }

    /// <summary>The id of a fault, such as <c>f1</c>.</summary>
    public static string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"f{number}");

    /// <summary>Reads <c>f1</c> or <c>1</c>.</summary>
    /// <returns>null = neither.</returns>
    public static int? NumberOf(string? id)
    {
        string digits = id is ['f', ..] ? id[1..] : id ?? "";
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0 ? number : null;
    }
}
