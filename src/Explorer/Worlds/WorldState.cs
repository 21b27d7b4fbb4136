using GpioHub.GuestDriver.Models;

namespace GpioHub.Explorer.Worlds;

/// <summary>A world at one moment: everything that a step can change. Who takes a step changes it here; nobody else has a state of its
/// own.</summary>
internal sealed class WorldState
{
    /// <summary>The lines as they are at this moment.</summary>
    public readonly LinePart[] Lines;

    /// <summary>What belongs to none of them.</summary>
    public GuestPart Guest;

    private readonly LinePart[] _loaded;
    private GuestPart _loadedGuest;

    public WorldState(int lines, IDriverModel driver)
    {
        (Lines, _loaded) = (new LinePart[lines], new LinePart[lines]);
        Array.Fill(Lines, LinePart.AtPowerOn(driver));
    }

    /// <summary>Words per state.</summary>
    public int Width => LineCode.Words * Lines.Length;

    /// <summary>An answer of a line is to be published.</summary>
    public bool AnyAnswerStaged
    {
        get
        {
            foreach (ref readonly var part in Lines.AsSpan())
                if (part.Request == RequestPlace.Staged) return true;
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
        for (int line = 0; line < Lines.Length; line++)
            LineCode.Unpack(words.Slice(line * LineCode.Words, LineCode.Words), out Lines[line]);
        Guest = GuestPart.Of(words[LineCode.Words - 1] >> LineCode.GuestShift);
        Lines.CopyTo(_loaded.AsSpan());
        _loadedGuest = Guest;
    }

    /// <summary>Returns to the state that was loaded.</summary>
    public void Again()
    {
        _loaded.CopyTo(Lines.AsSpan());
        Guest = _loadedGuest;
    }

    public void Store(Span<ulong> words)
    {
        for (int line = 0; line < Lines.Length; line++) LineCode.Pack(Lines[line], words.Slice(line * LineCode.Words, LineCode.Words));
        words[LineCode.Words - 1] |= Guest.Bits << LineCode.GuestShift;
    }
}
