using GpioHub.Actors.Wires;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The requests of one guest line that have told a pin something: the last one at all, and the last one of a turn that is
/// finished.</summary>
/// <remarks>
/// What lies between has happened at the pin, and the guest has no answer. A successor gets these requests once more, and must not do them
/// once more: a pin that was set to 1 and to 0 would be seen to do so twice. Chip's reactor only.
/// </remarks>
internal sealed class PinWriter
{
    /// <summary>0 the last request at all, at once; 1 the last one of a turn that is finished. Each with its check.</summary>
    internal const int Words = 2;

    private readonly int _offset;
    private bool _isWhole = true;                                          // what was told last is answered with this turn
    private uint _from;
    private uint _to;

    /// <param name="offset">The line's number on its chip.</param>
    public PinWriter(Mapping mapping, RecordRegion region, int offset)
    {
        (Mapping, Region, _offset) = (mapping, region, offset);
        if (!TryUnpack(region[0], out _to) || !TryUnpack(region[1], out _from)) return;
        IsOpen = (int)(_to - _from) > 0;
        _isWhole = !IsOpen;
    }

    public Mapping Mapping { get; }

    /// <summary>Its place in the record.</summary>
    public RecordRegion Region { get; }

    /// <summary>Requests may come that the process before has done already.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Takes a request, which may be one of those.</summary>
    /// <returns>true = it is.</returns>
    public bool Takes(uint request)
    {
        if (!IsOpen) return false;
        bool isOld = (int)(request - _from) > 0 && (int)(request - _to) <= 0;
        IsOpen = isOld && request != _to;
        if (!isOld) _isWhole = true;
        return isOld;
    }

    /// <summary>Nobody asks again any more for what was told: with this turn all of it is answered.</summary>
    public void Close() => (IsOpen, _isWhole) = (false, true);

    /// <summary>Stores at once that the pin was told what this request asks for. With this turn it is answered.</summary>
    public void Told(RecordTurn turn, uint request)
    {
        turn.WriteNow(Region, 0, Pack(request));
        _isWhole = true;
    }

    /// <summary>The turn is being written.</summary>
    public void Record(RecordTurn turn)
    {
        if (_isWhole) turn.Write(Region, 1, Region[0]);
    }

    private ulong Pack(uint request) => request | ((ulong)RecordLayout.Check([request, (ulong)_offset]) << 32);

    /// <returns>false = it is damaged, or of another line of the chip.</returns>
    private bool TryUnpack(ulong word, out uint request)
    {
        request = (uint)word;
        return word == 0 || word == Pack(request);
    }
}
