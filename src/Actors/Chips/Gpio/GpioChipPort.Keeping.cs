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
    private const GpioLineBits OfDirectedPin = OfEveryPin | GpioLineBits.Input | GpioLineBits.Output | GpioLineBits.EdgeRising
        | GpioLineBits.EdgeFalling;

    private Dictionary<int, PinImage?> _left = [];                         // of the process before; null = damaged. Never changed
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
        var applied = AppliedTo(line, image, shown);
        if (applied != line.Applied)
        {
            if (line.Tracks) DrainAll(line);                               // they belong to the old watch
            line.Applied = applied;
        }

        if (applied is null) line.Record?.Stray();
        if (applied is null || !image.IsSampled || line.Net.Plan.Sample is not { } period) return;
        bool level = line.Net.State.Hardware ?? shown.Level;               // another one is news
        _thread!.Post(new SampleJob(this, line.Net.Index, line.File!, level, (long)period.TotalNanoseconds));
    }

    /// <summary>The pin that the device was told last. Where the device shows another one, something was done of which there is no
    /// word.</summary>
    /// <returns>null = it is not known.</returns>
    private static PinState? AppliedTo(PinLine line, in PinImage image, AdoptedLine shown)
    {
        var applied = image.Applied;
        if (line.Record is { } record)
        {
            bool isTold = record.TryTold(out var told);
            if (isTold && told is { Mode: PinMode.Output }) applied = told;
            else if (isTold && told != applied) applied = null;
            if (record.IsAhead && applied is not { Mode: PinMode.Output }) applied = null;   // its watch must begin anew, and no pin moves
        }

        if (applied is not { } pin) return null;
        var compared = pin.Mode == PinMode.AsIs ? OfEveryPin : OfDirectedPin;
        var flags = (image.IsSampled ? pin with { Edges = false } : pin).Config(line.Net.Plan).Flags;
        if ((shown.Flags & compared) != (flags & compared)) return null;
        return pin.Mode == PinMode.Output && shown.Level != pin.Level ? null : pin;
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
            return record.WasDone(mapping, request) ? PortResult.Done : null;
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
