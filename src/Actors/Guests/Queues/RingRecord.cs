using GpioHub.Transports.Records;
using GpioHub.Transports.Virtio;

namespace GpioHub.Actors.Guests;

/// <summary>Where one ring of a guest is written for a successor of this process.</summary>
/// <remarks>
/// <code>
///   0 state:8 | fault:8 | is left:16 | size:16 | features:16   1 descriptors   2 avail ring   3 used ring
///   4 check of 0 … 3   5 next avail:16 | next used:16 | last serial:32   6 check of 5 and, packed, 7   7 base of a packed ring
///   then of each head: stage:8 | check:8 | line:16 | order:32,   first:8 | second:8 | response length:16 | used length:32
///   and of a packed ring: first response byte, second response byte, descriptors:16 | response room:16 | check of these three:32,
///   and while it is in flight: request, readable:21 | writable:21 | request length:6 | check of these two:16
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
    private const int SizeBits = 21;                                       // FetchedChain.MaxBytes is one of 21 bits
    private const int SizesBits = 48;
    private const uint SizeMask = (1U << SizeBits) - 1;
    private const ulong SizesMask = (1UL << SizesBits) - 1;
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
            if (one.Image.Stage != HeadStage.Free) held.Add(one);
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
        if (packed && image.Stage != HeadStage.Free) WriteKept(turn, at + WordsPerHead, _ring.KeptOf(head), image.Stage);
    }

    /// <summary>A driver mostly uses an id for the same buffers again: then what is there are these words and their check.</summary>
    private void WriteKept(RecordTurn turn, int at, in KeptChain kept, HeadStage stage)
    {
        ReadOnlySpan<ulong> there = _region!.Room(at, WordsPerKept);
        ulong place = kept.Descriptors | (ulong)kept.ResponseRoom << 16;
        if (there[0] != kept.FirstResponseByte || there[1] != kept.SecondResponseByte || (uint)there[2] != (uint)place)
        {
            turn.Write(_region, at, kept.FirstResponseByte);
            turn.Write(_region, at + 1, kept.SecondResponseByte);
            turn.Write(_region, at + 2, place | CheckOfPlace(kept.FirstResponseByte, kept.SecondResponseByte, place));
        }

        if (stage == HeadStage.Staged) return;                             // what it asks for is answered
        ulong sizes = kept.ReadableLength | (ulong)kept.WritableLength << SizeBits | (ulong)kept.RequestLength << (2 * SizeBits);
        if (there[3] == kept.Request && (there[4] & SizesMask) == sizes && there[4] > SizesMask) return;
        turn.Write(_region, at + 3, kept.Request);
        turn.Write(_region, at + 4, sizes | CheckOfRequest(kept.Request, sizes));
    }

    private bool TryReadKept(int at, HeadStage stage, out KeptChain kept)
    {
        Span<ulong> words = stackalloc ulong[WordsPerKept];
        _region!.CopyTo(at, words);
        ulong place = (uint)words[2], sizes = words[4] & SizesMask;
        kept = new KeptChain(0, words[0], words[1], 0, 0, (ushort)place, 0, (byte)(place >> 16));
        if (words[2] != (place | CheckOfPlace(words[0], words[1], place)) || kept is not { ResponseRoom: <= 2, Descriptors: > 0 })
            return false;
        if (stage == HeadStage.Staged) return true;
        kept = kept with
        {
            Request = words[3],
            RequestLength = (byte)(sizes >> (2 * SizeBits)),
            ReadableLength = (uint)sizes & SizeMask,
            WritableLength = (uint)(sizes >> SizeBits) & SizeMask,
        };
        return words[4] == (sizes | CheckOfRequest(words[3], sizes)) && kept.RequestLength <= KeptChain.MostRequestBytes;
    }

    private static ulong CheckOfPlace(ulong first, ulong second, ulong place) => (ulong)RecordLayout.Check([first, second, place]) << 32;

    /// <returns>Above the sizes, and never 0: what was never written is none.</returns>
    private static ulong CheckOfRequest(ulong request, ulong sizes) =>
        ((ulong)RecordLayout.Check([request, sizes]) | 1) << SizesBits;

    private bool TryRead(ushort head, bool packed, out HeldHead held)
    {
        int at = HeadsAt + WordsOf(packed) * head;
        ulong first = _region![at], second = _region[at + 1];
        var stage = (HeadStage)(byte)first;
        ushort line = (ushort)(first >> 16);
        var image = new HeadImage(stage, (uint)(first >> 32), line == NoLine ? -1 : line, (byte)second, (byte)(second >> 8),
            (byte)(second >> 16), (uint)(second >> 32));
        held = new HeldHead(head, image);
        if (stage == HeadStage.Free) return first == 0;
        if (packed)
        {
            if (!TryReadKept(at + WordsPerHead, stage, out var kept)) return false;
            held = held with { Kept = kept };
        }

        return stage <= HeadStage.Staged && image.ResponseLength <= 2 && (byte)(first >> 8) == Check(first & ~0xFF00UL, second);
    }

    private static ulong Check(ulong first, ulong second) => ((first ^ second * 0xFF51_AFD7_ED55_8CCD) * 0x9E37_79B9_7F4A_7C15) >> 56;
}
