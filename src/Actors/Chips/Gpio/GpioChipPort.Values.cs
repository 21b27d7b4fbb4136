using Akka.Actor;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <content>Operations and events.</content>
internal sealed partial class GpioChipPort
{
    private readonly PinEvents _events;
    private long _tookNs;

    public PortResult Begin(PortOperation operation, IActorRef chip)
    {
        if (Device is null || LineOf(operation.Net) is not { } line) return PortResult.Gone;
        if (line.Offset is null) return PortResult.Refused;   // the log has said so when the chip was opened
        if (line.File is { } file)
        {
            if (_succession.IsAhead && operation.Ask != ChipAsk.Read && _succession.Foresee(line, _lines, operation) is { } foreseen)
                return foreseen;
            if (operation.Ask == ChipAsk.Read)
            {
                if (line.Applied is { Mode: PinMode.Output }) return PortResult.Done;                                // its net knows it
                if (IsInline) return Inline(line, operation, file, read: true);
            }
            else if (line.Applied == operation.Pin)
            {
                _events.DrainAll(line);                                    // events before the change belong to the old watch (GU-10)
                Note(line, operation);
                return PortResult.Done;
            }
            else if (IsInline && line.Applied is { Mode: PinMode.Output } && operation.Pin.Mode == PinMode.Output)
            {
                var result = Inline(line, operation, file, read: false);
                line.Applied = result == PortResult.Done ? operation.Pin : null;
                return result;
            }
        }

        var job = new PinJob(this, Device.Chip, Opening, line, operation, chip);
        line.IsChanging = job.Configures;
        if (line.IsChanging) Mute(line);
        _thread!.Post(job);
        return PortResult.Pending;
    }

    public PortArrival Arrived(PortProtocol.PortAnswered answer)
    {
        var job = ((PinAnswered)answer).Job;
        bool isPresent = job.Opening == Opening && Device is not null && LineOf(job.Line.Net) == job.Line;
        if (!isPresent && job.File is { } late) _thread!.Post(new CloseJob(late, _kept));   // it is closed already if it was held before
        var shown = isPresent ? TakeOver(job) : default;
        if (LineOf(job.Line.Net) is { IsChanging: false, Tracks: true } line) _events.TakeEarly(line, _events.After);
        return shown with { After = _events.After };
    }

    /// <summary>Takes over what a job has made of its line.</summary>
    private PortArrival TakeOver(PinJob job)
    {
        var line = job.Line;
        Pace(Interlocked.Exchange(ref _tookNs, 0));
        var shown = new PortArrival { Sensed = job.Level, Why = job.Why };
        if (!job.Configures) return shown;

        line.IsChanging = false;
        Unmute(line);
        if (line.File is null) shown = shown with { Held = job.File is not null };
        if (line.File is null && job.File is { } file) Hold(line, file);
        if (job.IsDone) line.Record?.Done(job.Asker.Mapping, job.Asker.Request);
        bool tracked = line.Tracks;
        if (tracked) _events.TakeEarly(line, _events.Before);                              // events seen until the change
        (line.Applied, line.IsSampled) = (job.Plan == line.Net.Plan ? job.Applied : null, job.IsSampled);
        if (!tracked && line.Tracks && job.Level is { } level) line.Tracker = line.Tracker.From(level, job.FromNs, job.SureNs);
        return shown with { IsSampled = job.IsSampled, Before = _events.Before };
    }

    internal void Drain(PinLine line) => _events.Drain(line);

    void IJobHost.Took(long ns) => Interlocked.Exchange(ref _tookNs, Math.Max(ns, 1));

    private PortResult Inline(PinLine line, PortOperation operation, IGpioLineFile file, bool read)
    {
        long before = _backing.NowNs();
        try
        {
            if (read) operation.Sensed = file.GetValue();
            else Set(line, file, operation);
            Pace(_backing.NowNs() - before);
            return PortResult.Done;
        }
        catch (ErrnoException e)
        {
            operation.Why = e.Message;
            if (ChipFailures.Of(e.Errno, wantsEdges: false) != ChipFailure.Gone) return PortResult.Refused;
            SayGone(e.Message);
            return PortResult.Gone;
        }
    }

    private static void Set(PinLine line, IGpioLineFile file, PortOperation operation)
    {
        file.SetValue(operation.Pin.Level);
        Note(line, operation);
    }

    /// <summary>Notes at once that the pin is as a guest's request asks.</summary>
    private static void Note(PinLine line, PortOperation operation)
    {
        if (line.Record is not { } record) return;
        if (operation is LineOperation { RequestSerial: var request, Mapping: var mapping }) record.Done(mapping, request);
    }

    private void Pace(long tookNs)
    {
        if (tookNs > 0) _pace = _pace.After(tookNs);
    }
}
