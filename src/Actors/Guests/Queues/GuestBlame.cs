using GpioHub.Transports.Records;

namespace GpioHub.Actors.Guests;

/// <summary>Says in the record what of a guest is in hand, and knows over what of it the hub has crashed before.</summary>
/// <remarks>Guest's reactor only. On the path of every request: one store.</remarks>
internal sealed class GuestBlame
{
    private const int Words = 4;

    private readonly RecordTurn _turn;
    private readonly RecordRegion _region;
    private CrashCount _crashes;

    /// <param name="crashed">The process before this one ended by a crash, and not by somebody's hand.</param>
    public GuestBlame(RecordFile file, RecordTurn turn, string guest, bool crashed, long nowNs)
    {
        _turn = turn;
        _region = file.Region($"g/{guest}/blame", Words);
        Read();
        if (crashed && file.BlameOf(_region) is { } blame) Keep(_crashes.After(blame, nowNs));
    }

    /// <summary>Why the guest's rings rest, for a person; null = they do not.</summary>
    public string? WhyResting => _crashes.Rests
        ? $"the hub has crashed {_crashes.Crashes} times within {CrashCount.WindowNs / 1_000_000_000} s over what this guest asked"
        : null;

    /// <summary>Notes that a chain is in hand until the end of the turn.</summary>
    /// <returns>true = the hub has crashed over it, and it is to be answered without a look at it.</returns>
    public bool Takes(int ring, ushort head)
    {
        if (_crashes.Same >= CrashCount.MostOfOneChain && _crashes.IsPoison(ring, head))
        {
            Keep(_crashes with { Same = 0 });                              // what comes at this head next is another request
            return true;
        }

        Holds(ring, head);
        return false;
    }

    /// <summary>Notes that a chain is in hand until the end of the turn, or until another is.</summary>
    public void Holds(int ring, ushort head) => _turn.Blame(_region, new Blame(ring, head));

    private void Read()
    {
        Span<ulong> words = stackalloc ulong[Words];
        _region.CopyTo(0, words);
        if (words[^1] != RecordLayout.Check(words[..^1])) return;
        _crashes = new CrashCount((int)words[0], (long)words[1], new Blame((int)(words[2] >> 16) & 1, (ushort)words[2]),
            (int)(words[2] >> 32));
    }

    private void Keep(in CrashCount crashes)
    {
        _crashes = crashes;
        Span<ulong> words =
        [
            (uint)crashes.Crashes, (ulong)crashes.FirstNs,
            (ulong)(uint)crashes.Same << 32 | (ulong)(uint)crashes.What.Ring << 16 | crashes.What.Head,
        ];
        for (int i = 0; i < words.Length; i++) _turn.WriteNow(_region, i, words[i]);
        _turn.WriteNow(_region, words.Length, RecordLayout.Check(words));
    }
}
