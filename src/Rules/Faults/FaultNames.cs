using System.Globalization;

namespace GpioHub.Rules.Faults;

/// <summary>The users' words for faults.</summary>
public static class FaultNames
{
    /// <summary>Every word; first those of line faults.</summary>
    public static IEnumerable<string> All => FaultKinds.All.Select(kind => kind.Word);

    public static string Of(FaultKind kind) => FaultKinds.Of(kind).Word;

    /// <returns>null = no such word.</returns>
    public static FaultKind? KindOf(string? word) => FaultKinds.All.FirstOrDefault(known => known.Word == word)?.Kind;

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
