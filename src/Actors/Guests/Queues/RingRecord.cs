using GpioHub.Transports.Records;
using GpioHub.Transports.Virtio;

namespace GpioHub.Actors.Guests;

/// <summary>Where one ring of a guest is written for a successor of this process.</summary>
/// <remarks>
/// <code>
///   0 state:8 | fault:8 | is left:16 | size:16 | features:16   1 descriptors   2 avail ring   3 used ring
///   4 check of 0 … 3   5 next avail:16 | next used:16 | last serial:32   6 check of 5 and, packed, 7   7 base of a packed ring
///   then of each head: stage:8 | check:8 | line:16 | order:32,   first:8 | second:8 | response length:16 | used length:32
///   and of a packed ring: request, first response byte, second response byte, readable:32 | writable:32,
///   descriptors:16 | request length:8 | response room:8 | check:32
/// </code>
/// The first named is in the lowest bits. Guest's reactor only; the region is as large as the ring.
/// </remarks>
internal sealed class RingRecord : IRecorded
{
    private const int HeadsAt = 8;
    private const int WordsPerHead = 2;
    private const int WordsPerKept = 5;
    private const int CheckAt = 4;
    private const int IndicesAt = 5;
    private const int BaseAt = 7;
    private const ushort NoLine = ushort.MaxValue;

    private readonly DeviceRing _ring;
    private readonly RecordFile _file;
    private readonly RecordTurn _turn;
    private readonly string _name;
    private RecordRegion? _region;

    public RingRecord(DeviceRing ring, RecordFile file, RecordTurn turn, string name)
    {
        (_ring, _file, _turn, _name, _region) = (ring, file, turn, name, file.Find(name));
        ring.RememberChanges();
    }

    public bool IsMarked { get; set; }

    /// <summary>Has the ring written at the end of this turn, if it has changed.</summary>
    public void MarkIfChanged()
    {
        if (_ring.ChangedAll || _ring.ChangedHeads.Count > 0) _turn.Mark(this);
    }

    public void Record(RecordTurn turn)
    {
        var image = _ring.Image;
        bool all = _ring.ChangedAll;
        int words = Words(image);
        if (image.Size > 0 && (_region is null || _region.Count != words)) (_region, all) = (_file.Region(_name, words), true);
        if (_region is null) return;                                       // it has never run

        if (all) WriteHead(turn, image);
        ulong indices = image.NextAvail | (ulong)image.NextUsed << 16 | (ulong)image.LastSerial << 32;
        turn.Write(_region, IndicesAt, indices);
        turn.Write(_region, IndicesAt + 1, IsPacked(image) ? RecordLayout.Check([indices, image.Base]) : RecordLayout.Check([indices]));
        turn.Write(_region, BaseAt, image.Base);
        bool packed = IsPacked(image);
        if (all) for (int i = 0; i < image.Size; i++) WriteHead(turn, (ushort)i, packed);
        else for (int i = 0; i < _ring.ChangedHeads.Count; i++) WriteHead(turn, _ring.ChangedHeads[i], packed);
        _ring.ForgetChanges();
    }

    /// <summary>Has the ring go on where another process has left it.</summary>
    /// <param name="again">As for <see cref="DeviceRing.Adopt"/>.</param>
    /// <returns>null, or why it rests, for a person.</returns>
    public string? Adopt(GuestMemory memory, Func<HeldHead, bool> again)
    {
        if (_region is null) return null;                                  // it has never run
        Span<ulong> head = stackalloc ulong[CheckAt];
        _region.CopyTo(0, head);
        ulong indices = _region[IndicesAt];
        if (_region[CheckAt] != RecordLayout.Check(head)) return "what was left of it is damaged";
        var image = Decode(head, indices, (uint)_region[BaseAt]);
        ulong check = IsPacked(image) ? RecordLayout.Check([indices, image.Base]) : RecordLayout.Check([indices]);
        if (_region[IndicesAt + 1] != check || _region.Count != Words(image)) return "what was left of it is damaged";
        var held = new List<HeldHead>();
        for (int i = 0; i < image.Size; i++)
        {
            if (!TryRead((ushort)i, IsPacked(image), out var one)) return "what was left of it is damaged";
            if (one.Stage != HeadStage.Free) held.Add(new HeldHead((ushort)i, one));
        }

        var fault = _ring.Adopt(memory, image, held, again);
        _turn.Mark(this);
        return fault == RingFault.None ? null : fault.InWords();
    }

    private void WriteHead(RecordTurn turn, in RingImage image)
    {
        Span<ulong> head = stackalloc ulong[CheckAt];
        head[0] = (ulong)image.State | (ulong)image.Fault << 8 | (image.IsLeft ? 1UL << 16 : 0) | (ulong)image.Size << 32
            | (ulong)image.Features << 48;
        (head[1], head[2], head[3]) = (image.At.Descriptors, image.At.Avail, image.At.Used);
        for (int i = 0; i < head.Length; i++) turn.Write(_region!, i, head[i]);
        turn.Write(_region!, CheckAt, RecordLayout.Check(head));
    }

    private static bool IsPacked(in RingImage image) => (image.Features & RingFeatures.Packed) != 0;

    private static int WordsOf(bool packed) => packed ? WordsPerHead + WordsPerKept : WordsPerHead;

    private static int Words(in RingImage image) => HeadsAt + WordsOf(IsPacked(image)) * image.Size;

    private static RingImage Decode(ReadOnlySpan<ulong> head, ulong indices, uint @base) => new(
        (RingState)(byte)head[0], (RingFault)(byte)(head[0] >> 8), new RingAddresses(head[1], head[2], head[3]), (ushort)(head[0] >> 32),
        (RingFeatures)(ushort)(head[0] >> 48), (ushort)indices, (ushort)(indices >> 16), (uint)(indices >> 32),
        @base, IsLeft: (byte)(head[0] >> 16) != 0);

    private void WriteHead(RecordTurn turn, ushort head, bool packed)
    {
        var image = _ring.ImageOf(head);
        ulong first = 0, second = 0;
        if (image.Stage != HeadStage.Free)
        {
            ushort line = image.Line < 0 ? NoLine : (ushort)image.Line;
            first = (ulong)image.Stage | (ulong)line << 16 | (ulong)image.Order << 32;
            second = image.First | (ulong)image.Second << 8 | (ulong)image.ResponseLength << 16 | (ulong)image.UsedLength << 32;
            first |= Check(first, second) << 8;
        }

        int at = HeadsAt + WordsOf(packed) * head;
        turn.Write(_region!, at, first);
        turn.Write(_region!, at + 1, second);
        if (packed && image.Stage != HeadStage.Free) WriteKept(turn, at + WordsPerHead, image.Kept);
    }

    private void WriteKept(RecordTurn turn, int at, in KeptChain kept)
    {
        Span<ulong> words = stackalloc ulong[WordsPerKept];
        (words[0], words[1], words[2]) = (kept.Request, kept.FirstResponseByte, kept.SecondResponseByte);
        words[3] = kept.ReadableLength | (ulong)kept.WritableLength << 32;
        words[4] = kept.Descriptors | (ulong)kept.RequestLength << 16 | (ulong)kept.ResponseRoom << 24;
        // Mostly a driver uses an id for the same buffers again: then what is there is these words and their check.
        Span<ulong> there = _region!.Room(at, WordsPerKept);
        if (words[..^1].SequenceEqual(there[..^1]) && words[^1] == (uint)there[^1]) return;
        words[4] |= (ulong)RecordLayout.Check(words) << 32;
        for (int i = 0; i < words.Length; i++) turn.Write(_region, at + i, words[i]);
    }

    private bool TryReadKept(int at, out KeptChain kept)
    {
        Span<ulong> words = stackalloc ulong[WordsPerKept];
        _region!.CopyTo(at, words);
        ulong last = words[4];
        words[4] &= uint.MaxValue;
        kept = new KeptChain((ushort)last, words[0], (byte)(last >> 16), (uint)words[3], (uint)(words[3] >> 32), words[1], words[2],
            (byte)(last >> 24));
        return (uint)(last >> 32) == RecordLayout.Check(words) && kept is { RequestLength: <= 8, ResponseRoom: <= 2, Descriptors: > 0 };
    }

    private bool TryRead(ushort head, bool packed, out HeadImage image)
    {
        int at = HeadsAt + WordsOf(packed) * head;
        ulong first = _region![at], second = _region[at + 1];
        var stage = (HeadStage)(byte)first;
        ushort line = (ushort)(first >> 16);
        image = new HeadImage(stage, (uint)(first >> 32), line == NoLine ? -1 : line, (byte)second, (byte)(second >> 8),
            (byte)(second >> 16), (uint)(second >> 32));
        if (stage == HeadStage.Free) return first == 0;
        if (packed)
        {
            if (!TryReadKept(at + WordsPerHead, out var kept)) return false;
            image = image with { Kept = kept };
        }

        return stage <= HeadStage.Staged && image.ResponseLength <= 2 && (byte)(first >> 8) == Check(first & ~0xFF00UL, second);
    }

    private static ulong Check(ulong first, ulong second) => ((first ^ second * 0xFF51_AFD7_ED55_8CCD) * 0x9E37_79B9_7F4A_7C15) >> 56;
}
