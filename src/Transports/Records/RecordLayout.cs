namespace GpioHub.Transports.Records;

/// <summary>Where things are in the record; all numbers are words of 8 bytes.</summary>
/// <remarks>
/// <code>
///   0 magic   1 layout   2 size   3 boot   4 reactors   5 journal words   6 check of 0 … 5
///   7 epoch   8 end of the regions   9 spoiled   10 …31 free   32 …47 blame: what each reactor has in hand (RecordTurn.Blame)
///   64 journals: reactors × journal words       then the regions, one behind the other
///   region: head { words:32 | name bytes:16 | state:16 }, the name, the words
/// </code>
/// A version with another <see cref="Major"/> cannot be taken over. A higher <see cref="Minor"/> adds regions, and gives words that were 0
/// a meaning.
/// </remarks>
public static class RecordLayout
{
    /// <summary>"GPIOHUB1".</summary>
    public const ulong Magic = 0x3142_5548_4F49_5047;

    public const uint Major = 1;

    public const uint Minor = 0;

    /// <summary>Words in all: 64 MiB of which only what is used is there.</summary>
    public const int Words = 8 << 20;

    internal const int MagicAt = 0;
    internal const int LayoutAt = 1;
    internal const int SizeAt = 2;
    internal const int BootAt = 3;
    internal const int ReactorsAt = 4;
    internal const int JournalWordsAt = 5;
    internal const int CheckAt = 6;
    internal const int EpochAt = 7;
    internal const int EndAt = 8;

    internal const int SpoiledAt = 9;
    internal const int BlameAt = 32;

    /// <summary>The first of the words that whoever keeps the hub may use as it likes, each store counting at once.</summary>
    public const int FirstFree = 10;

    /// <summary>Behind the last of these words.</summary>
    public const int EndOfFree = BlameAt;

    internal const int JournalsAt = 64;

    /// <summary>Words of one reactor's journal: a turn that stops two rings of 32,768 entries fits.</summary>
    internal const int JournalWords = (1 << 18) + 1;

    /// <summary>Most reactors that a record has journals for.</summary>
    public const int MostReactors = 16;

    /// <summary>Mixes words into a check of 32 bits: a word that changed by accident does not pass.</summary>
    public static uint Check(ReadOnlySpan<ulong> words)
    {
        ulong mixed = 0x9E37_79B9_7F4A_7C15;
        foreach (ulong word in words)
        {
            mixed ^= word;
            mixed *= 0xFF51_AFD7_ED55_8CCD;
            mixed ^= mixed >> 32;
        }

        return (uint)mixed;
    }
}
