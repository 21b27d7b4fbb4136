using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <content>What a successor of this process needs to know.</content>
internal sealed partial class GpioChipPort
{
    /// <summary>Has the reactor tell of a line's events.</summary>
    internal void Watch(PinLine line) => _reactor.Watch(line.File!.Descriptor, EpollEvents.In, line);

    /// <summary>Goes on with the sampling of a line.</summary>
    internal void SampleOn(PinLine line, bool level)
    {
        if (line.Net.Plan.Sample is { } period)
            _thread!.Post(new SampleJob(this, line.Net.Index, line.File!, level, (long)period.TotalNanoseconds));
    }

    /// <summary>Begins to record the device's lines, if anything is recorded.</summary>
    private void BeginRecord()
    {
        _events.Record = _kept is not null && _keeping.Record is { } record && _reactor.Record is { } turn
            ? PortRecord.Of(record, turn, _plan.Id, Device!.Chip.Info.LineCount)
            : null;
    }

    /// <summary>Leaves events in the kernel, from where a successor can take them.</summary>
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
