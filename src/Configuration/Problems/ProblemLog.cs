using System.Collections.Immutable;

namespace GpioHub.Configuration.Problems;

/// <summary>The collection of problems found while a file is read; it puts them into file order.</summary>
internal sealed class ProblemLog
{
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<(Mark At, string Format), Entry> _ofTemplates = [];
    private readonly List<string> _files = [];
    private int _namesCompared;

    /// <summary>The key of the template whose guests are being read; the same problem at the same place is then reported once. Null =
    /// none.</summary>
    public string? TemplateKey { get; set; }

    /// <summary>Errors so far; those of a template count each time.</summary>
    public int ErrorCount { get; private set; }

    /// <summary>The files begun so far, in order.</summary>
    public IReadOnlyList<string> Files => _files;

    /// <summary>Begins a file: its problems come after those of files begun before.</summary>
    public void BeginFile(string file) => _files.Add(file);

    public void Error(Mark at, string path, FormattableString message, string? expected = null) =>
        Add(at, path, message, expected, ProblemSeverity.Error);

    public void Warn(Mark at, string path, FormattableString message) =>
        Add(at, path, message, null, ProblemSeverity.Warning);

    public void Unverified(Mark at, string path, FormattableString message) =>
        Add(at, path, message, null, ProblemSeverity.Unverified);

    /// <summary><see cref="Shown.DidYouMean"/> for a list of names that may be long.</summary>
    public string DidYouMean(string wrong, IReadOnlyCollection<string> names)
    {
        if (_namesCompared > Limits.NamesCompared) return "";
        _namesCompared += names.Count;
        return Shown.DidYouMean(wrong, names);
    }

    public ImmutableArray<ConfigProblem> Problems()
    {
        var sorted = _entries
            .Select(e => e.Told())
            .OrderBy(p => p.Severity == ProblemSeverity.Unverified)
            .ThenBy(p => _files.IndexOf(p.File)).ThenBy(p => p.Line).ThenBy(p => p.Column)
            .ToImmutableArray();
        if (_entries.Count <= Limits.Problems || sorted.Length == 0) return sorted;
        ConfigProblem last = sorted[^1];
        return sorted.SetItem(sorted.Length - 1, last with { KeyPath = "", Message = "and more; mend these first" });
    }

    private void Add(Mark at, string path, FormattableString message, string? expected, ProblemSeverity severity)
    {
        if (severity == ProblemSeverity.Error) ErrorCount++;
        if (TemplateKey is { } key)
        {
            if (_ofTemplates.TryGetValue((at, message.Format), out Entry? same))
            {
                same.Guests.Add(path.Split('.', '[')[1]);
                return;
            }
        }
        if (_entries.Count > Limits.Problems) return;   // one beyond the limit is kept: it becomes the line that says so

        var problem = new ConfigProblem(
            at.File, at.Line, at.Column, PrintableText.Of(path), PrintableText.Of(FormattableString.Invariant(message)), expected,
            severity);
        var entry = new Entry(problem, TemplateKey);
        _entries.Add(entry);
        if (TemplateKey is not null) _ofTemplates.Add((at, message.Format), entry);
    }

    private sealed record Entry(ConfigProblem Problem, string? TemplateKey)
    {
        /// <summary>Further guests of the same template that have this problem.</summary>
        public HashSet<string> Guests { get; } = [];

        public ConfigProblem Told() => Guests.Count == 0
            ? Problem
            : Problem with { Message = $"{Problem.Message} (and {Guests.Count} more of \"{PrintableText.Of(TemplateKey!)}\")" };
    }
}
