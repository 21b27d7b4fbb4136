using System.Collections.Immutable;
using System.Globalization;

namespace GpioHub.Rules.Links;

/// <summary>A line that other hosts may have.</summary>
/// <param name="Name">null = the line has no name.</param>
/// <param name="Offset">On the chip; negative = only the open chip knows.</param>
/// <param name="MayDrive">This host's file lets other hosts drive it.</param>
public sealed record SharedLine(string? Name, int Offset, bool MayDrive)
{
    /// <summary>Where another host asks for each line, by its name or by its offset in digits. A line that it asks for twice is in the
    /// first place, and of two lines that it may mean it has the first.</summary>
    /// <returns>Places in <paramref name="asked"/>; negative = nowhere.</returns>
    public static int[] Places(ImmutableArray<OpenLine> asked, IEnumerable<SharedLine> lines)
    {
        var names = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int place = 0; place < asked.Length; place++) names.TryAdd(asked[place].Name, place);
        var taken = new HashSet<int>();
        return [.. lines.Select(line => line.PlaceIn(names)).Select(place => taken.Add(place) ? place : -1)];
    }

    /// <summary>Whether it is this line in another plan.</summary>
    public bool IsSame(SharedLine other) => Name == other.Name && Offset == other.Offset;

    private int PlaceIn(Dictionary<string, int> names)
    {
        int? byName = Name is not null && names.TryGetValue(Name, out int place) ? place : null;
        if (Offset < 0 || !names.TryGetValue(Offset.ToString(CultureInfo.InvariantCulture), out int byOffset)) return byName ?? -1;
        return byName is { } first ? Math.Min(first, byOffset) : byOffset;
    }
}

/// <summary>One line of a chip of this host, as it stands for one other host.</summary>
/// <param name="Shared">The line.</param>
public sealed record ExportLine(SharedLine Shared)
{
    /// <summary>Its place in the <see cref="Open"/> that is in force; negative = the consumer has not asked for it.</summary>
    public int Place { get; init; } = -1;

    /// <summary>The consumer was told that it has the line, and hears its edges.</summary>
    public bool IsGiven { get; init; }

    /// <summary>Something may be driven for the consumer, or is about to be.</summary>
    public bool Drives { get; init; }

    /// <summary>What the chip has been asked for and has not answered; None = nothing.</summary>
    public ExportWish Asked { get; init; }

    /// <summary>The ticket of <see cref="Asked"/>; null = no wish of the opening in force.</summary>
    public uint? AskedTicket { get; init; }

    /// <summary>What the chip is to be asked for next; None = nothing.</summary>
    public ExportWish Next { get; init; }

    /// <summary>As <see cref="AskedTicket"/>.</summary>
    public uint? NextTicket { get; init; }

    /// <summary>The newest ticket of the opening in force; null = none.</summary>
    public uint? LastTicket { get; init; }

    /// <summary>What became of it; null = the chip has not answered.</summary>
    public Granted? LastAnswer { get; init; }

    /// <summary>As the chip told it last.</summary>
    public LevelCount Known { get; init; }

    /// <summary>As the consumer was told it last, in its own turn: with the opening, or with edges.</summary>
    public LevelCount Told { get; init; }

    /// <summary>What the consumer has not been told; null = nothing.</summary>
    public EdgeTally? Untold { get; init; }

    /// <summary>With what the chip tells, unless it told something newer before.</summary>
    public ExportLine Knowing(LevelCount count) => count.Total >= Known.Total ? this with { Known = count } : this;

    /// <summary>The chip has answered what it was asked for. What waits behind that is the caller's to ask.</summary>
    public ExportLine Answered(LevelCount count) => Knowing(count) with
    {
        Asked = ExportWish.None,
        AskedTicket = null,
        Next = ExportWish.None,
        NextTicket = null,
        Drives = IsDrive(Asked) || IsDrive(Next),
    };

    /// <summary>A wish of this opening is known that is later than this one.</summary>
    public bool HasLater(uint ticket) => LastTicket is { } last && unchecked((int)(ticket - last)) < 0;

    public static bool IsDrive(ExportWish wish) => wish is ExportWish.DriveLow or ExportWish.DriveHigh;

    /// <summary>Without anything of an opening.</summary>
    public ExportLine Closed() => this with
    {
        Place = -1,
        IsGiven = false,
        AskedTicket = null,
        Next = NextTicket is null ? Next : ExportWish.None,                // a wish of an opening that is over is not carried out
        NextTicket = null,
        LastTicket = null,
        LastAnswer = null,
        Untold = null,
    };
}

/// <summary>Edges of one line that wait for a message, counted. Pure.</summary>
/// <param name="Rising">0 or more; no more are counted than a message can say.</param>
/// <param name="Falling">Likewise.</param>
/// <param name="Ns">CLOCK_MONOTONIC at the last of them, nanoseconds.</param>
public readonly record struct EdgeTally(int Rising, int Falling, long Ns)
{
    public EdgeTally With(int rising, int falling, long ns) => new(Capped(Rising, rising), Capped(Falling, falling), ns);

    private static int Capped(int one, int other) => (int)Math.Min((long)one + other, int.MaxValue);
}
