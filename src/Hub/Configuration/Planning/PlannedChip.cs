using System.Diagnostics.CodeAnalysis;
using GpioHub.Actors.Rigs;
using GpioHub.Hub.Configuration.Yaml;

namespace GpioHub.Hub.Configuration.Planning;

/// <summary>A chip as guests address it.</summary>
/// <param name="At">Where its id stands.</param>
/// <param name="Doubtful">Something about it was wrong: a line that is missing may be there once that is mended.</param>
internal sealed record PlannedChip(ChipPlan Plan, Mark At, bool Doubtful)
{
    private readonly ILookup<string, int> _offsets =
        Plan.Lines.Where(l => l.Name is { Length: > 0 }).ToLookup(l => l.Name!, l => l.Offset, StringComparer.Ordinal);

    private readonly string[] _names = [.. Plan.Lines.Where(l => l.Name is { Length: > 0 }).Select(l => l.Name!)];

    private readonly HashSet<string> _known = [.. Plan.Lines.Select(KeyOf)];

    private bool IsSim => Plan.Driver == ChipDriverKind.Sim;

    /// <summary>Lines that are configured or mapped: all of a simulated chip's.</summary>
    public int NetCount => _known.Count;

    /// <summary>Finds what <c>CHIP/line</c> names, without hardware: of a gpiochip, any line may be there.</summary>
    /// <param name="wrong">Why there is none; null if that cannot be told (then null address too), or if there is one.</param>
    public bool TryResolve(string line, ProblemLog log, [NotNullWhen(true)] out ChipLineAddress? address, out string? wrong)
    {
        (address, wrong) = (null, null);
        int[] named = LineAddress.IsAllDigits(line) ? [] : [.. _offsets[line]];
        if (named.Length == 1) address = new ChipLineAddress(Plan.Id, named[0]);
        else if (named.Length > 1) wrong = $"{named.Length} lines of chip {Words.Quoted(Plan.Id)} are named {Words.Quoted(line)}; use an offset: {Listed(named)}";
        else if (LineAddress.IsAllDigits(line)) AtOffset(line, out address, out wrong);
        else if (!IsSim) address = new ChipLineAddress(Plan.Id, ChipLinePlan.ByName);
        else wrong = $"no line {Words.Quoted(line)} on chip {Words.Quoted(Plan.Id)}{log.DidYouMean(line, _names)}";

        if (Doubtful) wrong = null;
        if (address is null) return false;
        _known.Add(KeyOf(address.Value, line));
        return true;
    }

    /// <summary>Tells one line of this chip from another.</summary>
    public static string KeyOf(ChipLineAddress address, string line) =>
        address.Index == ChipLinePlan.ByName ? line : $"{address.Index}";

    private static string KeyOf(ChipLinePlan line) => line.Offset == ChipLinePlan.ByName ? line.Name! : $"{line.Offset}";

    private void AtOffset(string line, out ChipLineAddress? address, out string? wrong)
    {
        (address, wrong) = (null, null);
        int? offset = new LineAddress(Plan.Id, OfGuest: false, line).Offset;
        if (offset is { } within && (!IsSim || within < Plan.Lines.Length)) address = new ChipLineAddress(Plan.Id, within);
        else if (!IsSim) wrong = $"{line} is beyond any chip's lines";
        else wrong = $"no line {line} on chip {Words.Quoted(Plan.Id)}; it has {Range(Plan.Lines.Length)}{ByItsOffset(line)}";
    }

    private string ByItsOffset(string line) => _offsets[line].Any()
        ? $". A name of digits only is addressed by its offset: {Listed([.. _offsets[line]])}"
        : "";

    private string Listed(int[] offsets) => string.Join(" or ", offsets.Take(8).Select(o => $"{Plan.Id}/{o}"));

    private static string Range(int count) => count == 0 ? "none" : $"lines 0–{count - 1}";
}
