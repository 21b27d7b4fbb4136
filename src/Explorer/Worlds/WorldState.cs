using GpioHub.Explorer.Links;
using GpioHub.GuestDriver.Models;

namespace GpioHub.Explorer.Worlds;

/// <summary>A world at one moment: everything that a step can change. Who takes a step changes it here; nobody else has a state of its
/// own.</summary>
internal sealed class WorldState
{
    /// <summary>The lines as they are at this moment.</summary>
    public readonly LinePart[] Lines;

    /// <summary>The lines as they stand in the record of a hub that publishes a turn before it commits it; empty of the real
    /// hub.</summary>
    public readonly LinePart[] Committed;

    /// <summary>What belongs to none of them.</summary>
    public GuestPart Guest;

    /// <summary>The link between the guest's chip and the hub that has the line; null = the chip is this hub's own. Changed through
    /// <see cref="ChangedLink"/> only.</summary>
    public LinkPart? Link;

    private readonly LinePart[] _loaded;
    private readonly LinePart[] _loadedCommitted;
    private GuestPart _loadedGuest;
    private readonly LinkCode? _links;
    private LinkPart? _loadedLink;
    private int _loadedNumber;

    /// <param name="lines">How many.</param>
    /// <param name="driver">Theirs.</param>
    /// <param name="committed">With <see cref="Committed"/>.</param>
    /// <param name="linked">With <see cref="Link"/>.</param>
    public WorldState(int lines, IDriverModel driver, bool committed = false, bool linked = false)
    {
        _links = linked ? new LinkCode() : null;
        (Lines, _loaded) = (new LinePart[lines], new LinePart[lines]);
        (Committed, _loadedCommitted) = committed ? (new LinePart[lines], new LinePart[lines]) : ([], []);
        Array.Fill(Lines, LinePart.AtPowerOn(driver));
        Array.Fill(Committed, LinePart.AtPowerOn(driver));
    }

    /// <summary>Words per state.</summary>
    public int Width => LineCode.Words * (Lines.Length + Committed.Length) + (_links is null ? 0 : 1);

    /// <summary>An answer of a line is to be published.</summary>
    public bool AnyAnswerStaged
    {
        get
        {
            foreach (ref readonly var part in Lines.AsSpan())
                if (part.Request == RequestPlace.Staged || part.AnswersAgain) return true;
            return false;
        }
    }

    /// <summary>A turn's work is in a line's mailbox.</summary>
    public bool AnyHanded
    {
        get
        {
            foreach (ref readonly var part in Lines.AsSpan())
                if (part.HasWork) return true;
            return false;
        }
    }

    public void Load(ReadOnlySpan<ulong> words)
    {
        for (int line = 0; line < Lines.Length; line++) LineCode.Unpack(Of(words, line), out Lines[line]);
        for (int line = 0; line < Committed.Length; line++) LineCode.Unpack(Of(words, Lines.Length + line), out Committed[line]);
        Guest = GuestPart.Of(words[LineCode.Words - 1] >> LineCode.GuestShift);
        Lines.CopyTo(_loaded.AsSpan());
        Committed.CopyTo(_loadedCommitted.AsSpan());
        _loadedGuest = Guest;
        if (_links is null) return;
        _loadedNumber = (int)words[Width - 1];
        Link = _loadedLink = _links[_loadedNumber];
    }

    /// <summary>The link, to be changed.</summary>
    public LinkPart ChangedLink()
    {
        if (Link == _loadedLink) Link = Link!.Copy();
        return Link!;
    }

    /// <summary>Returns to the state that was loaded.</summary>
    public void Again()
    {
        _loaded.CopyTo(Lines.AsSpan());
        _loadedCommitted.CopyTo(Committed.AsSpan());
        Guest = _loadedGuest;
        Link = _loadedLink;
    }

    public void Store(Span<ulong> words)
    {
        for (int line = 0; line < Lines.Length; line++) LineCode.Pack(Lines[line], Of(words, line));
        for (int line = 0; line < Committed.Length; line++) LineCode.Pack(Committed[line], Of(words, Lines.Length + line));
        words[LineCode.Words - 1] |= Guest.Bits << LineCode.GuestShift;
        if (_links is not null) words[Width - 1] = (ulong)(Link == _loadedLink ? _loadedNumber : _links.Of(Link!));
    }

    private static ReadOnlySpan<ulong> Of(ReadOnlySpan<ulong> words, int place) => words.Slice(place * LineCode.Words, LineCode.Words);

    private static Span<ulong> Of(Span<ulong> words, int place) => words.Slice(place * LineCode.Words, LineCode.Words);
}
