namespace GpioHub.TestKit.Story;

/// <summary>The kinds of entries.</summary>
internal enum EntryKind
{
    /// <summary>A chip line's level when the scenario began.</summary>
    Level,

    /// <summary>A chip line's level changed.</summary>
    Edge,

    /// <summary>A guest's message or its answer.</summary>
    Message,

    /// <summary>A request was answered ERR.</summary>
    Refused,

    /// <summary>A guest queued its interrupt buffer.</summary>
    Armed,

    /// <summary>A guest's handler began.</summary>
    Interrupt,

    /// <summary>A guest's handler is done.</summary>
    Handled,

    /// <summary>A buffer came back INVALID.</summary>
    Invalid,

    /// <summary>A driver's warning: in a real guest, a line of its kernel log.</summary>
    Warning,

    /// <summary>Something that the scenario did to a whole chip or guest.</summary>
    Event,
}

/// <param name="Number">Grows with each entry of the scenario; what happened first has the smaller number, also at the same time.</param>
/// <param name="Row"><c>bench/IGN</c> for a chip line, <c>ivi/IGN</c> for a guest's, <c>bench</c> or <c>ivi</c> for the whole.</param>
/// <param name="Level">Level, Edge: the level from then on.</param>
internal sealed record Entry(long Number, TimeSpan At, string Row, EntryKind Kind, string Text, bool? Level);

/// <summary>Everything that happened on one host of a scenario, in order.</summary>
/// <param name="number">Gives the next number: what happened on several hosts has one order.</param>
internal sealed class Journal(Func<TimeSpan> now, Func<long> number)
{
    private readonly List<Entry> _entries = [];

    public IReadOnlyList<Entry> Entries => _entries;

    /// <summary>Keeps the story in a file, and says where; null = it is not kept.</summary>
    public Func<string>? Keep { get; set; }

    public Entry Add(string row, EntryKind kind, string text, bool? level = null)
    {
        var entry = new Entry(number(), now(), row, kind, text, level);
        _entries.Add(entry);
        return entry;
    }

    /// <summary>What happened on some rows, and to the chips and guests to which they belong.</summary>
    public IReadOnlyList<Entry> Of(IReadOnlyCollection<string> rows)
    {
        HashSet<string> wanted = [.. rows, .. rows.Select(row => row.Split('/')[0])];
        return [.. _entries.Where(entry => wanted.Contains(entry.Row))];
    }
}
