using GpioHub.Explorer.Worlds;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>What a flush writes into guest RAM, as a driver on another CPU would see it: response bytes one after the other, then an
/// index.</summary>
internal sealed class PublishedBytes
{
    private List<IrqStatus>[] _pairs = [];
    private (int Line, GpioStatus Status)[] _answers = [];
    private (Place Place, int Line) _next;
    private bool _flushes;

    private enum Place
    {
        Other,
        PairByte,
        AnswerByte,
        EventIndex,
        RequestIndex,
    }

    public void Begin(int lines)
    {
        _pairs = [.. Enumerable.Range(0, lines).Select(_ => new List<IrqStatus>())];
        _answers = [];
    }

    public void FlushBegins() => _flushes = true;

    public void FlushEnded() => _flushes = false;

    /// <summary>The hub is about to write, or read, here.</summary>
    public void Touch(OrderGuest guest, ulong address)
    {
        _next = default;
        if (!_flushes) return;
        for (int line = 0; line < _pairs.Length; line++)
        {
            if (address == guest.PairByte(line)) _next = (Place.PairByte, line);
            if (address == guest.AnswerByte(line)) _next = (Place.AnswerByte, line);
        }

        if (guest.Publishes(1, address)) _next = (Place.EventIndex, 0);
        if (guest.Publishes(0, address)) _next = (Place.RequestIndex, 0);
    }

    /// <summary>What the hub was about to write is written.</summary>
    public void Settle(OrderGuest guest, OrderCheck check)
    {
        var (place, line) = _next;
        _next = default;
        switch (place)
        {
            case Place.PairByte:
                _pairs[line].Add(guest.PairStatus(line));
                if (_pairs[line].Count != check[line].PairsStaged) break;
                if (check[line].PairsUsed > 0 && check[line].ByteValid != (_pairs[line][^1] == IrqStatus.Valid))
                    check.Step(MoveKind.BytesWritten, line);
                break;
            case Place.AnswerByte:
                _answers = [.. _answers, (line, guest.AnswerStatus(line))];
                break;
            case Place.EventIndex:
                ComparePairs(check);
                check.Step(MoveKind.FlushFirst);
                Array.ForEach(_pairs, pairs => pairs.Clear());
                break;
            case Place.RequestIndex:
                CompareAnswers(check);
                check.Step(MoveKind.FlushSecond);
                _answers = [];
                break;
        }
    }

    /// <summary>Some bytes that a line's older pairs share are written, and others are not: the world has no such moment.</summary>
    public bool IsBetweenBytes(OrderCheck check)
    {
        for (int line = 0; line < _pairs.Length; line++)
            if (_pairs[line].Count > 0 && _pairs[line].Count < check[line].PairsStaged) return true;
        return false;
    }

    private void ComparePairs(OrderCheck check)
    {
        for (int line = 0; line < _pairs.Length; line++)
        {
            ref readonly var part = ref check[line];
            int valid = part.StagedValid;
            var expected = Enumerable.Range(0, part.PairsStaged).Select(i => (valid >> i & 1) != 0 ? IrqStatus.Valid : IrqStatus.Invalid);
            if (!expected.SequenceEqual(_pairs[line]))
                check.Wrong($"the hub returns {string.Join(", ", _pairs[line])} of line {line}, the world {string.Join(", ", expected)}");
        }
    }

    private void CompareAnswers(OrderCheck check)
    {
        for (int line = 0; line < _pairs.Length; line++)
        {
            ref readonly var part = ref check[line];
            GpioStatus[] expected = part.Request == RequestPlace.Staged ? [part.RequestFailed ? GpioStatus.Error : GpioStatus.Ok] : [];
            GpioStatus[] real = [.. _answers.Where(answer => answer.Line == line).Select(answer => answer.Status)];
            if (!expected.SequenceEqual(real))
                check.Wrong($"the hub answers {string.Join(", ", real)} of line {line}; the world has {string.Join(", ", expected)}");
        }
    }
}
