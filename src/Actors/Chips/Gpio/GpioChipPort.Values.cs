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
    private readonly Queue<SensedEdges> _before = new();
    private readonly Queue<SensedEdges> _after = new();
    private long _tookNs;

    public PortResult Begin(PortOperation operation, IActorRef chip)
    {
        if (Device is null || LineOf(operation.Net) is not { } line) return PortResult.Gone;
        if (line.Offset is null) return PortResult.Refused;   // the log has said so when the chip was opened
        if (line.File is { } file)
        {
            if (_isAhead && operation.Ask != ChipAsk.Read && Foresee(line, operation) is { } foreseen) return foreseen;
            if (operation.Ask == ChipAsk.Read)
            {
                if (line.Applied is { Mode: PinMode.Output }) return PortResult.Done;                                // its net knows it
                if (IsInline) return Inline(line, operation, file, read: true);
            }
            else if (line.Applied == operation.Pin)
            {
                DrainAll(line);                                             // events before the change belong to the old watch (GU-10)
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
        if (LineOf(job.Line.Net) is { IsChanging: false, Tracks: true } line) TakeEarly(line, _after);
        return shown with { After = _after };
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
        if (tracked) TakeEarly(line, _before);                              // events seen until the change
        (line.Applied, line.IsSampled) = (job.Plan == line.Net.Plan ? job.Applied : null, job.IsSampled);
        if (!tracked && line.Tracks && job.Level is { } level) line.Tracker = line.Tracker.From(level, job.FromNs, job.SureNs);
        return shown with { IsSampled = job.IsSampled, Before = _before };
    }

    void IJobHost.Took(long ns) => Interlocked.Exchange(ref _tookNs, Math.Max(ns, 1));

    /// <summary>Takes some of a line's events; epoll says so if there are more.</summary>
    internal void Drain(PinLine line) => Drain(line, EventsPerTurn, into: null);

    /// <param name="into">Gets what they show; null = the desk does.</param>
    private void DrainAll(PinLine line, Queue<SensedEdges>? into = null) =>
        Drain(line, 2 * EventsKept, into);                                  // bounded: a storm may be faster than this loop

    private void Drain(PinLine line, int left, Queue<SensedEdges>? into)
    {
        try
        {
            int count, room;
            do
            {
                room = Math.Min(left, EventsPerTurn);
                var events = _events.AsSpan(0, room);
                count = line.Record is null ? line.File!.ReadEvents(events) : _record!.Read(line.File!, events);
                for (int i = 0; i < count; i++) Take(line, _events[i], into);
                left -= count;
            }
            while (count == room && left > 0);                             // fewer: the kernel has no more, and one edge is one read
        }
        catch (ErrnoException e)
        {
            SayGone(e.Message);
        }
    }

    private void TakeEarly(PinLine line, Queue<SensedEdges> into)
    {
        while (line.Early.TryDequeue(out var early)) Tell(line, early, into);
        DrainAll(line, into);
    }

    private void Take(PinLine line, in GpioLineEvent next, Queue<SensedEdges>? into)
    {
        if (!line.IsChanging)
        {
            Tell(line, next, into);
            return;
        }

        if (line.Early.Count == EventsKept) line.Early.Dequeue();           // its number will be missing, and counts as lost
        line.Early.Enqueue(next);
    }

    private void Tell(PinLine line, in GpioLineEvent next, Queue<SensedEdges>? into)
    {
        line.Tracker = line.Tracker.Take(next, out var burst);
        if (!line.Tracks) return;
        if (into is null && _after.Count > 0) into = _after;                // these are older, and the desk has not shown them yet
        var edges = new SensedEdges(line.Net, burst, next.TimestampNs);
        if (into is null) _desk.Sensed(edges);
        else into.Enqueue(edges);
    }

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
