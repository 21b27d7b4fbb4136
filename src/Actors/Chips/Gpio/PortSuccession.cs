using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>A device whose lines the process before has left: its pins, and those who drive and watch them, notice nothing. Chip's reactor
/// only.</summary>
internal sealed class PortSuccession(GpioChipPort port, PinEvents pins, Func<long> nowNs)
{
    /// <summary>How long requests are awaited that the process before has carried out and not answered: a guest's deadline.</summary>
    private const long AwaitedNs = 500_000_000;

    private const GpioLineBits Edges = GpioLineBits.EdgeRising | GpioLineBits.EdgeFalling;
    private const GpioLineBits OfEveryPin = GpioLineBits.ActiveLow;
    private const GpioLineBits OfDirectedPin = OfEveryPin | GpioLineBits.Input | GpioLineBits.Output | Edges;

    private bool _hasLeft;                                                 // something in the record is of the process before
    private long _aheadUntilNs;

    /// <summary>What is recorded of the lines that the process before has left, by number; null = damaged. Never changed.</summary>
    public IReadOnlyDictionary<int, PinImage?> Left { get; private set; } = new Dictionary<int, PinImage?>();

    /// <summary>Of some line the pin may be ahead of its net.</summary>
    public bool IsAhead { get; private set; }

    /// <summary>Reads what the process before has recorded of a chip.</summary>
    public void Read(RecordFile record, string chip) => (Left, _hasLeft) = (PortRecord.Left(record, chip), true);

    /// <summary>Goes on with the lines that were left, where the process before has stopped.</summary>
    /// <param name="record">null = none.</param>
    public void GoOn(GpioOpened opened, PinLine[] lines, PortRecord? record, ChipDesk desk)
    {
        var resumed = new List<(PinLine Line, PinImage? Image, AdoptedLine Shown, List<GpioLineEvent> Events)>();
        for (int i = 0; i < lines.Length; i++)
        {
            if (opened.Adopted[i] is not { } shown) continue;
            var (line, image) = (lines[i], Left.GetValueOrDefault(lines[i].Offset!.Value));
            if (image is null) desk.Warn(line.Net, "what was recorded of it is damaged or missing; its pin is set up anew");
            resumed.Add((line, image, shown, Hold(line, opened.Device.Lines[i]!, image, record)));
        }

        foreach (var (line, image, shown, events) in resumed)
            if (image is { } left) Resume(line, left, shown, events);
        Left = new Dictionary<int, PinImage?>();
        if (_hasLeft) record?.RemoveWritersBut([.. lines.SelectMany(line => line.Record?.Places ?? [])]);
        _hasLeft = false;
        if (resumed.Count == 0) return;
        IsAhead = resumed.Exists(each => each.Line.Record is { IsAhead: true });
        _aheadUntilNs = nowNs() + AwaitedNs;
        desk.Say($"went on with {resumed.Count} lines of {opened.OfDevice.Path} as they were left");
    }

    /// <summary>Looks at an operation while a pin may be ahead of its net.</summary>
    /// <returns>null = it is to be carried out as ever.</returns>
    public PortResult? Foresee(PinLine line, PinLine[] lines, PortOperation operation)
    {
        if (nowNs() > _aheadUntilNs)
        {
            IsAhead = false;
            foreach (var each in lines) each.Record?.Settle();
            return null;
        }

        if (line.Record is not { IsAhead: true } record || operation is StimulusOperation) return null;
        if (operation is LineOperation { RequestSerial: not 0 and var request, Mapping: var mapping })
            return record.WasDone(mapping, request, operation.Pin) ? PortResult.Done : null;
        return PortResult.Refused;                                         // asked again in a second, if the net wants it still
    }

    /// <returns>Events that were taken from the kernel and not dealt with.</returns>
    private List<GpioLineEvent> Hold(PinLine line, IGpioLineFile file, PinImage? image, PortRecord? record)
    {
        int offset = line.Offset!.Value;
        line.File = file;
        if (image is { } left) (line.Tracker, line.IsSampled, line.Applied) = (left.Tracker, left.IsSampled, left.Applied);
        if (record is not null && record.Has(offset))
        {
            line.Record = new PinRecord(record, line, offset);
            line.Record.FindWriters();
            line.Record.Changed();
        }

        port.Watch(line);
        return line.Record is not null && image is not null ? record!.Unfinished(offset, line.Tracker.LastSequence) : [];
    }

    private void Resume(PinLine line, PinImage image, AdoptedLine shown, List<GpioLineEvent> events)
    {
        foreach (var next in events) pins.Tell(line, next, into: null);
        PinState? told = null;
        bool isTold = line.Record is { } record && record.TryTold(out told);
        if (!isTold) told = image.Applied;
        bool strays = told is not { } pin || !Shows(line, image, shown, pin);
        if (strays) line.Record?.Stray();
        // What it is told as an output is all that matters of it. An input's watch must be one that a turn has finished.
        bool stands = !strays && (told is { Mode: PinMode.Output } || (told == image.Applied && line.Record is not { IsAhead: true }));
        var applied = stands ? told : null;
        if (applied == line.Applied)
        {
            // another level than the net's is news
            if (applied is not null && image.IsSampled) port.SampleOn(line, line.Net.State.Hardware ?? shown.Level);
            return;
        }

        if (line.Tracks) pins.DrainAll(line);                              // they belong to the old watch
        if (applied is null) line.Doubt();
        else line.Applied = applied;
    }

    /// <summary>Whether the device shows the pin that it was told. If not, something was done of which there is no word.</summary>
    private static bool Shows(PinLine line, in PinImage image, AdoptedLine shown, PinState pin)
    {
        var compared = pin.Mode == PinMode.AsIs ? OfEveryPin : OfDirectedPin;
        if (image.IsSampled || pin != image.Applied) compared &= ~Edges;   // it may be sampled, and then the kernel does not watch it
        if ((shown.Flags & compared) != (pin.Config(line.Net.Plan).Flags & compared)) return false;
        return pin.Mode != PinMode.Output || shown.Level == pin.Level;
    }
}
