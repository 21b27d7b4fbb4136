using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Problems;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Planning;

/// <summary>A chip as guests address it. A gpiochip's lines grow with what guests map: the hub never touches any other (GU-17).</summary>
internal sealed class PlannedChip
{
    private readonly ChipPlan _chip;
    private readonly ChipLinePlan? _default;
    private readonly List<ChipLinePlan> _lines;
    private readonly ImmutableArray<LinePlace> _places;
    private readonly ILookup<string, int> _named;
    private readonly string[] _names;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<int, int> _byOffset = [];

    /// <param name="chip">With the lines that the file sets.</param>
    /// <param name="places">Where these lines stand.</param>
    /// <param name="elsewhere">The place of every other line: the chip itself.</param>
    /// <param name="doubtful">Something about the chip was wrong: a line that is missing may be there once that is corrected.</param>
    /// <param name="unlisted">gpiochip: a line that the file does not set, before it has a name or an offset; null = all lines are known
    /// (sim).</param>
    public PlannedChip(
        ChipPlan chip, ImmutableArray<LinePlace> places, LinePlace elsewhere, bool doubtful, ChipLinePlan? unlisted = null)
    {
        (_chip, Elsewhere, Doubtful, _default, _lines, _places) = (chip, elsewhere, doubtful, unlisted, [.. chip.Lines], places);
        _named = _lines.Index().Where(entry => entry.Item.Name is { Length: > 0 })
            .ToLookup(entry => entry.Item.Name!, entry => entry.Index, StringComparer.Ordinal);
        _names = [.. _named.Select(name => name.Key)];
        if (IsWhole) return;
        for (int index = 0; index < _lines.Count; index++) Remember(index);
    }

    /// <summary>Of a chip of another host: the host, and where the file says so; null = it is no such chip, or its host is
    /// wrong.</summary>
    public (string Host, Mark At, string Path)? Hub { get; init; }

    /// <summary>The host that has the chip, where one file is for all; null = the file does not say.</summary>
    public (string Host, Mark At, string Path)? Host { get; init; }

    public string Id => _chip.Id;

    /// <summary>The file lists every line that there is.</summary>
    public bool IsWhole => _default is null;

    public ChipDriverPlan Driver => _chip.Driver;

    /// <summary>Where its id stands.</summary>
    public Mark At => Elsewhere.At;

    private LinePlace Elsewhere { get; }

    public bool Doubtful { get; }

    /// <summary>Lines that are configured or mapped: all of a simulated chip's.</summary>
    public int NetCount => _lines.Count;

    /// <summary>Where the settings of a line stand, or would stand.</summary>
    public LinePlace PlaceOf(int index) => index < _places.Length ? _places[index] : Elsewhere;

    /// <summary>The chip with every line that has been set or mapped so far, each once; lines of the file come first.</summary>
    public ChipPlan Plan => IsWhole && !_lines.Exists(line => line.IsShared) ? _chip : _chip with { Lines = [.. _lines] };

    /// <summary>Finds what <c>CHIP/line</c> names, without hardware: a gpiochip may have any line.</summary>
    /// <param name="wrong">Why there is no such line. Null if there is one; null together with a null address if that cannot be
    /// known.</param>
    public bool TryResolve(string line, ProblemLog log, [NotNullWhen(true)] out ChipLineAddress? address, out string? wrong)
    {
        int? index = LineAddress.IsAllDigits(line) ? AtOffset(line, out wrong) : Named(line, log, out wrong);
        address = index is { } found ? new ChipLineAddress(Id, found) : null;
        if (Doubtful) wrong = null;
        return address is not null;
    }

    /// <summary>The address of the line whose name is these digits, where they address another line; null = there is none.</summary>
    public string? NamedSo(string digits, int index)
    {
        if (!LineAddress.IsAllDigits(digits)) return null;
        int[] named = IsWhole ? [.. _named[digits]] : _byName.TryGetValue(digits, out int known) ? [known] : [];
        return named.Length == 0 || named.Contains(index)
            ? null
            : string.Join(" or ", named.Take(8).Select(i => $"{Id}/{_lines[i].Offset}"));
    }

    /// <summary>Lets hubs of other hosts have a line.</summary>
    /// <param name="control">What they may do with it; null = what <c>set</c> may.</param>
    public void Share(int index, ControlAccess? control = null)
    {
        ChipLinePlan line = _lines[index];
        _lines[index] = line with { Sharing = (control ?? line.Control) == ControlAccess.Drive ? Sharing.Drive : Sharing.Read };
    }

    private int? Named(string line, ProblemLog log, out string? wrong)
    {
        wrong = null;
        if (!IsWhole) return _byName.TryGetValue(line, out int known) ? known : Add(_default! with { Name = line });

        int[] named = [.. _named[line]];
        if (named.Length == 1) return named[0];
        wrong = named.Length > 1
            ? $"{named.Length} lines of chip {Shown.Quoted(Id)} are named {Shown.Quoted(line)}; use an offset: {Listed(named)}"
            : $"no line {Shown.Quoted(line)} on chip {Shown.Quoted(Id)}{log.DidYouMean(line, _names)}";
        return null;
    }

    private int? AtOffset(string line, out string? wrong)
    {
        wrong = null;
        int? offset = new LineAddress(Id, OfGuest: false, line).Offset;
        if (IsWhole && offset < _lines.Count) return offset;
        if (!IsWhole && offset <= ChipFormat.LastOffset)
            return _byOffset.TryGetValue(offset.Value, out int known) ? known : Add(_default! with { Offset = offset.Value });

        wrong = IsWhole
            ? $"no line {line} on chip {Shown.Quoted(Id)}; it has {Range(_lines.Count)}{ByItsOffset(line)}"
            : $"{line} is beyond any chip's lines";
        return null;
    }

    private int Add(ChipLinePlan line)
    {
        _lines.Add(line);
        Remember(_lines.Count - 1);
        return _lines.Count - 1;
    }

    /// <summary>Remembers a line by its name. If the file names two lines alike, which is an error, the first counts.</summary>
    private void Remember(int index)
    {
        if (_lines[index].Name is { } name) _byName.TryAdd(name, index);
        if (_lines[index].Offset != ChipLinePlan.ByName) _byOffset.TryAdd(_lines[index].Offset, index);
    }

    private string ByItsOffset(string line) => _named[line].Any()
        ? $". A name of digits only is addressed by its offset: {Listed([.. _named[line]])}"
        : "";

    private string Listed(int[] offsets) => string.Join(" or ", offsets.Take(8).Select(o => $"{Id}/{o}"));

    private static string Range(int count) => count == 0 ? "none" : $"lines 0–{count - 1}";
}
