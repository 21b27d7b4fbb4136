using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <content>A device whose lines the process before has left: its pins, and those who drive and watch them, notice nothing.</content>
internal sealed partial class GpioChipPort
{
    /// <summary>How long requests are awaited that the process before has carried out and not answered: a guest's deadline.</summary>
    private const long AwaitedNs = 500_000_000;

    private const GpioLineBits OfEveryPin = GpioLineBits.ActiveLow;
    private const GpioLineBits Edges = GpioLineBits.EdgeRising | GpioLineBits.EdgeFalling;
    private const GpioLineBits OfDirectedPin = OfEveryPin | GpioLineBits.Input | GpioLineBits.Output | Edges;

    private Dictionary<int, PinImage?> _left = [];                         // of the process before; null = damaged. Never changed
    private bool _hasLeft;                                                 // something in the record is of the process before
    private bool _isAhead;                                                 // of some line the pin may be ahead of its net
    private long _aheadUntilNs;

    /// <summary>Begins to record the device's lines, if anything is recorded.</summary>
    private void BeginRecord()
    {
        _record = _kept is not null && _keeping.Record is { } record && _reactor.Record is { } turn
            ? PortRecord.Of(record, turn, _plan.Id, Device!.Chip.Info.LineCount)
            : null;
    }

    /// <summary>Goes on with the lines that the process before has left, where it stopped.</summary>
    private void GoOn(GpioOpened opened)
    {
        var resumed = new List<(PinLine Line, PinImage? Image, AdoptedLine Shown, List<GpioLineEvent> Events)>();
        for (int i = 0; i < _lines.Length; i++)
        {
            if (opened.Adopted[i] is not { } shown) continue;
            var (line, image) = (_lines[i], _left.GetValueOrDefault(_lines[i].Offset!.Value));
            if (image is null) _desk.Warn(line.Net, "what was recorded of it is damaged or missing; its pin is set up anew");
            resumed.Add((line, image, shown, GoOn(line, Device!.Lines[i]!, image)));
        }

        foreach (var (line, image, shown, events) in resumed)
            if (image is { } left) Resume(line, left, shown, events);
        _left = [];
        if (_hasLeft) _record?.RemoveWritersBut([.. _lines.SelectMany(line => line.Record?.Places ?? [])]);
        _hasLeft = false;
        if (resumed.Count == 0) return;
        _isAhead = resumed.Exists(each => each.Line.Record is { IsAhead: true });
        _aheadUntilNs = _backing.NowNs() + AwaitedNs;
        _desk.Say($"went on with {resumed.Count} lines of {opened.OfDevice.Path} as they were left");
    }

    /// <summary>Holds a line that was left.</summary>
    /// <returns>Events that were taken from the kernel and not dealt with.</returns>
    private List<GpioLineEvent> GoOn(PinLine line, IGpioLineFile file, PinImage? image)
    {
        int offset = line.Offset!.Value;
        line.File = file;
        if (image is { } left) (line.Tracker, line.IsSampled, line.Applied) = (left.Tracker, left.IsSampled, left.Applied);
        if (_record is not null && _record.Has(offset))
        {
            line.Record = new PinRecord(_record, line, offset);
            line.Record.FindWriters();
            line.Record.Changed();
        }

        _reactor.Watch(file.Descriptor, EpollEvents.In, line);
        return line.Record is not null && image is not null ? _record!.Unfinished(offset, line.Tracker.LastSequence) : [];
    }

    private void Resume(PinLine line, PinImage image, AdoptedLine shown, List<GpioLineEvent> events)
    {
        foreach (var next in events) Tell(line, next, into: null);
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
            if (applied is not null && image.IsSampled) SampleOn(line, shown);
            return;
        }

        if (line.Tracks) DrainAll(line);                                   // they belong to the old watch
        if (applied is null) line.Doubt();
        else line.Applied = applied;
    }

    private void SampleOn(PinLine line, AdoptedLine shown)
    {
        if (line.Net.Plan.Sample is not { } period) return;
        bool level = line.Net.State.Hardware ?? shown.Level;               // another one is news
        _thread!.Post(new SampleJob(this, line.Net.Index, line.File!, level, (long)period.TotalNanoseconds));
    }

    /// <summary>Whether the device shows the pin that it was told. If not, something was done of which there is no word.</summary>
    private static bool Shows(PinLine line, in PinImage image, AdoptedLine shown, PinState pin)
    {
        var compared = pin.Mode == PinMode.AsIs ? OfEveryPin : OfDirectedPin;
        if (image.IsSampled || pin != image.Applied) compared &= ~Edges;   // it may be sampled, and then the kernel does not watch it
        if ((shown.Flags & compared) != (pin.Config(line.Net.Plan).Flags & compared)) return false;
        return pin.Mode != PinMode.Output || shown.Level == pin.Level;
    }

    /// <summary>Looks at an operation while the pin may be ahead of its net.</summary>
    /// <returns>null = it is to be carried out as ever.</returns>
    private PortResult? Foresee(PinLine line, PortOperation operation)
    {
        if (_backing.NowNs() > _aheadUntilNs)
        {
            _isAhead = false;
            foreach (var each in _lines) each.Record?.Settle();
            return null;
        }

        if (line.Record is not { IsAhead: true } record || operation is StimulusOperation) return null;
        if (operation is LineOperation { RequestSerial: not 0 and var request, Mapping: var mapping })
            return record.WasDone(mapping, request, operation.Pin) ? PortResult.Done : null;
        return PortResult.Refused;                                         // asked again in a second, if the net wants it still
    }

    private void Mute(PinLine line)
    {
        if (line.Record is null || line.IsMuted) return;
        line.IsMuted = true;
        _reactor.Rewatch(line.File!.Descriptor, EpollEvents.None);
    }

    private void Unmute(PinLine line)
    {
        if (!line.IsMuted) return;
        line.IsMuted = false;
        if (line.File is { } file) _reactor.Rewatch(file.Descriptor, EpollEvents.In);
    }
}
