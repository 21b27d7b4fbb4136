using GpioHub.Actors.Wires;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>The record of one requested line, and what a successor makes of it: which requests it must not carry out once more. Chip's
/// reactor only.</summary>
internal sealed class PinRecord(PortRecord record, PinLine line, int offset) : IRecorded
{
    private readonly List<PinWriter> _writers = [];
    private bool _strayed;
    private bool _ended;

    public bool IsMarked { get; set; }

    /// <summary>The pin may be ahead of its net: requests are about to come once more that bring the net to where the pin is.</summary>
    public bool IsAhead => _strayed || _writers.Exists(writer => writer.IsOpen);

    /// <summary>Finds the guest lines whose last requests were not finished.</summary>
    public void FindWriters()
    {
        foreach (var mapping in line.Net.Mappings)
        {
            if (record.OfWriter(mapping.Guest, mapping.Plan.Line, creates: false) is { } region)
                _writers.Add(new PinWriter(mapping, region, offset));
        }
    }

    /// <summary>The pin is not as the device was told, as far as anybody knows: something was done of which there is no word.</summary>
    public void Stray() => _strayed = true;

    /// <summary>Nobody asks again any more for what was done already.</summary>
    public void Settle()
    {
        _strayed = false;
        foreach (var writer in _writers) writer.Close();
        Changed();
    }

    /// <summary>Looks whether a request was done before.</summary>
    /// <returns>true = it was, and a later one too: what the pin shows by now is that one's.</returns>
    public bool WasDone(Mapping mapping, uint request)
    {
        _strayed = false;
        bool wasDone = _writers.Find(other => other.Mapping == mapping) is { } writer && writer.Takes(request);
        Changed();
        return wasDone && IsAhead;
    }

    /// <summary>The device has done what a guest's request asks for. Right behind that: no kill between counts for more than the same
    /// level once more.</summary>
    /// <param name="request">0 = it was no request's.</param>
    public void Done(Mapping? mapping, uint request)
    {
        if (mapping is null || request == 0 || WriterOf(mapping) is not { } writer) return;
        writer.Told(record.Turn, request);
        Changed();
    }

    /// <summary>The device was told this, or it is not known what; at once.</summary>
    public void Told(PinState? pin)
    {
        record.Tell(offset, pin);
        Changed();
    }

    /// <summary>What the device was told last, whether or not that turn was finished.</summary>
    /// <returns>false = it is not known.</returns>
    public bool TryTold(out PinState? pin) => record.TryTold(offset, out pin);

    /// <summary>The image is to be written with the turn.</summary>
    public void Changed() => record.Turn.Mark(this);

    /// <summary>The line is held no more.</summary>
    public void End()
    {
        _ended = true;
        Changed();
    }

    public void Record(RecordTurn turn)
    {
        record.EndTurn();
        if (_ended)
        {
            record.Erase(offset);
            return;
        }

        record.Write(offset, new PinImage(line.Applied, line.IsSampled, line.Net.Device.FoundInput, line.Tracker));
        foreach (var writer in _writers) writer.Record(turn);
    }

    private PinWriter? WriterOf(Mapping mapping)
    {
        foreach (var writer in _writers)
            if (writer.Mapping == mapping) return writer;
        _writers.RemoveAll(writer => writer.Mapping.IsDetached);
        if (record.OfWriter(mapping.Guest, mapping.Plan.Line, creates: true) is not { } region) return null;
        var made = new PinWriter(mapping, region, offset);
        made.Close();
        _writers.Add(made);
        return made;
    }
}
