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

    /// <summary>Where the guest lines that have told the pin something have their places.</summary>
    public IEnumerable<RecordRegion> Places => _writers.Select(writer => writer.Region);

    /// <summary>Finds the guest lines whose last requests were not finished.</summary>
    public void FindWriters()
    {
        foreach (var mapping in line.Net.Mappings)
        {
            if (record.OfWriter(offset, mapping.Guest, mapping.Plan.Line, creates: false) is { } region)
                _writers.Add(new PinWriter(mapping, region, offset));
        }
    }

    /// <summary>The pin is not as the device was told, as far as anybody knows: something was done of which there is no word.</summary>
    public void Stray()
    {
        _strayed = true;
        Changed();
    }

    /// <summary>Nobody asks again any more for what was done already.</summary>
    public void Settle()
    {
        _strayed = false;
        foreach (var writer in _writers) writer.Close();
        Changed();
    }

    /// <summary>Looks whether a request was done before, and nothing is left to do: a later one was done too, or the device was told last
    /// what this one asks for.</summary>
    /// <param name="pin">What it asks for.</param>
    public bool WasDone(Mapping mapping, uint request, PinState pin)
    {
        Changed();
        var writer = _writers.Find(other => other.Mapping == mapping);
        bool isOld = writer is not null && writer.Takes(request);
        if (isOld && _writers.Exists(other => other.IsOpen)) return true;
        // A pin that has strayed since was moved by a request that comes behind this one. An input must be watched anew.
        bool isLast = TryTold(out var told) && told == pin;
        if (isLast && (_strayed || (isOld && pin.Mode == PinMode.Output)))
        {
            if (isOld) writer!.Close();
            return true;
        }

        _strayed = false;
        return false;
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
        if (_ended) return;
        _ended = true;
        foreach (var writer in _writers) record.Remove(writer.Region);
        _writers.Clear();
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
        return NewWriterOf(mapping);                                       // apart: it has closures
    }

    private PinWriter? NewWriterOf(Mapping mapping)
    {
        if (record.OfWriter(offset, mapping.Guest, mapping.Plan.Line, creates: true) is not { } region) return null;
        var gone = _writers.FindAll(writer => writer.Mapping.IsDetached);
        foreach (var writer in gone.Where(writer => writer.Region != region)) record.Remove(writer.Region);
        _writers.RemoveAll(gone.Contains);
        var made = new PinWriter(mapping, region, offset);
        made.Close();
        _writers.Add(made);
        return made;
    }
}
