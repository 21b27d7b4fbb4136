using System.Globalization;
using GpioHub.Actors.Wires;
using GpioHub.Rules;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Pulses;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Nets;

/// <summary>Where the faults and the pulses of one chip are written for a successor of this process.</summary>
/// <remarks>
/// <code>
///   c/CHIP/fault.NUMBER   0 words behind the check, 0 = it has ended | 1 check | 2 place of its net + 1, 0 = the chip
///                         3 rank of the net | 4 its place among the faults of the net | 5 the last instant that those know of | FaultImage
///   c/CHIP/pulse.PLACE    0 and 1 as above | 2 rank of the net | PulseImage
/// </code>
/// Only what has changed in a turn is written. Chip's reactor only.
/// </remarks>
internal sealed class TimedRecord(RecordFile file, RecordTurn turn, ChipNets nets, TimedNets timed) : IRecorded
{
    private const int HeadWords = 2, PlaceWords = 4;
    private const string Fault = "fault.", Pulse = "pulse.";

    private readonly HashSet<Net> _changed = [];
    private readonly Dictionary<int, RecordRegion> _faults = [];           // by number
    private readonly Dictionary<int, RecordRegion> _pulses = [];           // by the place of the net
    private readonly Dictionary<int, List<int>> _numbers = [];             // of the faults of a net, by its place + 1
    private bool _chipChanged;

    public bool IsMarked { get; set; }

    /// <summary>The faults of the chip itself.</summary>
    public Func<IReadOnlyList<ChipFault>> OfChip { get; init; } = () => [];

    private string Prefix => $"c/{nets.Plan.Id}/";

    /// <summary>Has the faults and the pulse of a net written at the end of this turn.</summary>
    public void Mark(Net net)
    {
        _changed.Add(net);
        turn.Mark(this);
    }

    /// <summary>Has the faults of the chip itself written at the end of this turn.</summary>
    public void MarkChip()
    {
        _chipChanged = true;
        turn.Mark(this);
    }

    public void Record(RecordTurn into)
    {
        foreach (var net in _changed)
        {
            // A net that is gone has neither; another may be in its place by now.
            bool isThere = net.Index < nets.All.Length && nets[net.Index] == net;
            if (!isThere && net.Index < nets.All.Length && _changed.Contains(nets[net.Index])) continue;
            long rank = timed.RankOf(net);
            WriteFaults(into, net.Index + 1, rank, isThere ? net.Faults : null, []);
            WritePulse(into, net.Index, rank, isThere ? timed.PulseOf(net) : null);
        }

        if (_chipChanged) WriteFaults(into, 0, 0, null, OfChip());
        _changed.Clear();
        _chipChanged = false;
    }

    /// <summary>Reads what the process before has left.</summary>
    /// <param name="recall">null = nothing goes on: whatever is there is freed.</param>
    /// <returns>What is there and makes no sense: it has ended, by name.</returns>
    public IReadOnlyList<string> Recall(ITimedRecall? recall)
    {
        var lost = new List<string>();
        foreach (string name in file.Names.Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order().ToArray())
        {
            string own = name[Prefix.Length..];
            bool isFault = own.StartsWith(Fault, StringComparison.Ordinal), isPulse = own.StartsWith(Pulse, StringComparison.Ordinal);
            if ((!isFault && !isPulse) || file.Find(name) is not { } region) continue;
            bool isKept = false;
            if (recall is not null && region.Count > HeadWords && region[0] > 0)
            {
                isKept = WordsIn(region) is { } words && (isFault ? TryFault(recall, region, words) : TryPulse(recall, region, words, own));
                if (!isKept) lost.Add(own);
            }

            if (!isKept) file.Remove(region);
        }

        return lost;
    }

    private bool TryFault(ITimedRecall recall, RecordRegion region, ulong[] words)
    {
        var reader = new WordReader(words);
        int place = reader.Number();
        long rank = reader.Value();
        int position = reader.Number();
        long now = reader.Value();
        if (place < 0 || (place > 0 && !nets.Has(place - 1))) return false;
        int number;
        if (place > 0)
        {
            if (FaultImage.ReadLink(ref reader) is not { } link || !reader.IsWhole) return false;
            recall.Fault(nets[place - 1], rank, position, link, now);
            number = link.Number;
        }
        else
        {
            if (FaultImage.ReadOrder(ref reader, ofChip: true) is not { } read) return false;
            long fired = reader.Value();
            if (!reader.IsWhole) return false;
            recall.ChipFault(new ChipFault(read.Number, read.Order, read.EndsNs, fired));
            number = read.Number;
        }

        _faults[number] = region;
        NumbersOf(place).Add(number);
        return true;
    }

    private bool TryPulse(ITimedRecall recall, RecordRegion region, ulong[] words, string name)
    {
        var reader = new WordReader(words);
        bool isThere = int.TryParse(name.AsSpan(Pulse.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int place)
            && nets.Has(place);
        long rank = reader.Value();
        if (!isThere || PulseImage.Read(ref reader) is not { } pulse || !reader.IsWhole) return false;
        recall.Pulse(nets[place], rank, pulse);
        _pulses[place] = region;
        return true;
    }

    private static ulong[]? WordsIn(RecordRegion region)
    {
        ulong count = region[0];
        if (count > (ulong)(region.Count - HeadWords)) return null;
        ulong[] words = new ulong[count];
        region.CopyTo(HeadWords, words);
        return RecordLayout.Check(words) == region[1] ? words : null;
    }

    private void WriteFaults(RecordTurn into, int place, long rank, FaultChain? chain, IReadOnlyList<ChipFault> ofChip)
    {
        Span<ulong> words = stackalloc ulong[PlaceWords + FaultImage.MostWords(FaultKind.Delay)];
        var before = NumbersOf(place);
        var numbers = new List<int>();
        foreach (var (position, link) in (chain?.Links ?? []).Index())
        {
            var writer = Placed(words, place, rank, position, chain!.NowNs);
            FaultImage.Write(ref writer, link);
            Write(into, link.Number, link.Order.Kind, words[..writer.Count]);
            numbers.Add(link.Number);
        }

        foreach (var fault in ofChip)
        {
            var writer = Placed(words, place, 0, 0, 0);
            FaultImage.WriteOrder(ref writer, fault.Number, fault.Order, fault.EndsNs);
            writer.Add(fault.Fired);
            Write(into, fault.Number, fault.Order.Kind, words[..writer.Count]);
            numbers.Add(fault.Number);
        }

        foreach (int gone in before.Except(numbers))
            if (_faults.Remove(gone, out var region)) End(into, region);
        if (numbers.Count > 0) _numbers[place] = numbers;
        else _numbers.Remove(place);
    }

    private void WritePulse(RecordTurn into, int place, long rank, PulseState? pulse)
    {
        if (pulse is null)
        {
            if (_pulses.Remove(place, out var gone)) End(into, gone);
            return;
        }

        Span<ulong> words = stackalloc ulong[1 + PulseImage.MostWords];
        var writer = new WordWriter(words);
        writer.Add(rank);
        PulseImage.Write(ref writer, pulse);
        if (!_pulses.TryGetValue(place, out var region))
            _pulses[place] = region = file.Region($"{Prefix}{Pulse}{place}", HeadWords + 1 + PulseImage.MostWords);
        Write(into, region, words[..writer.Count]);
    }

    private static WordWriter Placed(Span<ulong> words, int place, long rank, int position, long now)
    {
        var writer = new WordWriter(words);
        writer.Add((long)place);
        writer.Add(rank);
        writer.Add((long)position);
        writer.Add(now);
        return writer;
    }

    private void Write(RecordTurn into, int number, FaultKind kind, ReadOnlySpan<ulong> words)
    {
        if (!_faults.TryGetValue(number, out var region))
            _faults[number] = region = file.Region($"{Prefix}{Fault}{number}", HeadWords + PlaceWords + FaultImage.MostWords(kind));
        Write(into, region, words);
    }

    private static void Write(RecordTurn into, RecordRegion region, ReadOnlySpan<ulong> words)
    {
        into.Write(region, 0, (ulong)words.Length);
        into.Write(region, 1, RecordLayout.Check(words));
        for (int i = 0; i < words.Length; i++) into.Write(region, HeadWords + i, words[i]);
    }

    private void End(RecordTurn into, RecordRegion region)
    {
        into.Write(region, 0, 0);
        into.RemoveAfter(file, region);
    }

    private List<int> NumbersOf(int place)
    {
        if (!_numbers.TryGetValue(place, out var numbers)) _numbers[place] = numbers = [];
        return numbers;
    }
}

/// <summary>Takes over what the process before has left of faults and pulses.</summary>
internal interface ITimedRecall
{
    /// <param name="rank">Of the net.</param>
    /// <param name="position">Its place among the faults of the net.</param>
    /// <param name="ns">The last instant that those know of.</param>
    void Fault(Net net, long rank, int position, FaultLink link, long ns);

    void ChipFault(ChipFault fault);

    void Pulse(Net net, long rank, PulseState pulse);
}
