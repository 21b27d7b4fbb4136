using Akka.Actor;
using GpioHub.Actors.Nets;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <content>Operations and events.</content>
public sealed partial class GpioChipPort
{
    private long _tookNs;

    public PortResult Begin(PortOperation operation, IActorRef chip)
    {
        if (Device is null || LineOf(operation.Net) is not { } line) return PortResult.Gone;
        if (line.Offset is null) return PortResult.Refused;   // the log has said so when the chip was opened
        if (line.File is { } file)
        {
            if (operation.Ask == ChipAsk.Read)
            {
                if (line.Applied is { Mode: PinMode.Output }) return PortResult.Done;                                // its net knows it
                if (IsInline) return Inline(operation, file, read: true);
            }
            else if (line.Applied == operation.Pin)
            {
                DrainAll(line);   // events before the change belong to the old watch (GU-10)
                return PortResult.Done;
            }
            else if (IsInline && line.Applied is { Mode: PinMode.Output } && operation.Pin.Mode == PinMode.Output)
            {
                var result = Inline(operation, file, read: false);
                line.Applied = result == PortResult.Done ? operation.Pin : null;
                return result;
            }
        }

        var job = new PinJob(this, line, operation, chip);
        line.IsChanging = job.Configures;
        _thread!.Post(job);
        return PortResult.Pending;
    }

    public void Arrived(ChipProtocol.PortAnswered answer)
    {
        var job = ((PinAnswered)answer).Job;
        if (job.Opening != Opening || Device is null || LineOf(job.Line.Net) != job.Line)
        {
            if (job.File is { } late) _thread!.Post(new CloseJob(late));    // nothing to do if it was held before: it is closed already
            return;
        }

        var line = job.Line;
        Pace(Interlocked.Exchange(ref _tookNs, 0));
        (answer.Operation.Sensed, answer.Operation.Why) = (job.Level, job.Why);
        if (!job.Configures) return;

        line.IsChanging = false;
        if (line.File is null && job.File is { } file)
        {
            Hold(line, file);
            _desk.Troubles.NoteProblem(line.Net, null);
        }
        else if (line.File is null)
        {
            _desk.Troubles.NoteProblem(line.Net, job.Why);
        }

        bool tracked = line.Tracks;
        if (tracked) TakeEarly(line);                                       // events seen until the change
        (line.Applied, line.IsSampled) = (job.Plan == line.Net.Plan ? job.Applied : null, job.IsSampled);
        if (job.IsSampled) _desk.Troubles.NoteSampled(line.Net);
        if (tracked || !line.Tracks || job.Level is not { } level) return;
        line.Tracker = line.Tracker.From(level, job.FromNs, job.SureNs);
    }

    public void Concluded(Net net)
    {
        // Not earlier: the level that was looked at is older than these events. Shown after them, it would stay as the level.
        if (LineOf(net) is { IsChanging: false, Tracks: true } line) TakeEarly(line);
    }

    /// <summary>How long a value took, on the chip's thread.</summary>
    internal void Took(long ns) => Interlocked.Exchange(ref _tookNs, Math.Max(ns, 1));

    /// <summary>Takes some of a line's events; epoll says so if there are more.</summary>
    internal void Drain(PinLine line) => Drain(line, once: true);

    private void DrainAll(PinLine line) => Drain(line, once: false);

    private void Drain(PinLine line, bool once)
    {
        try
        {
            int count;
            int left = once ? EventsPerTurn : 2 * EventsKept;               // bounded: a storm may be faster than this loop
            do
            {
                count = line.File!.ReadEvents(_events.AsSpan(0, Math.Min(left, EventsPerTurn)));
                for (int i = 0; i < count; i++) Take(line, _events[i]);
                left -= count;
            }
            while (count > 0 && left > 0);
        }
        catch (ErrnoException e)
        {
            SayGone(e.Message);
        }
    }

    private void TakeEarly(PinLine line)
    {
        while (line.Early.TryDequeue(out var early)) Tell(line, early);
        DrainAll(line);
    }

    private void Take(PinLine line, in GpioLineEvent next)
    {
        if (!line.IsChanging)
        {
            Tell(line, next);
            return;
        }

        if (line.Early.Count == EventsKept) line.Early.Dequeue();           // its number will be missing, and counts as lost
        line.Early.Enqueue(next);
    }

    private void Tell(PinLine line, in GpioLineEvent next)
    {
        line.Tracker = line.Tracker.Take(next, out var burst);
        if (line.Tracks) _desk.Sensed(line.Net, burst, next.TimestampNs);
    }

    private PortResult Inline(PortOperation operation, IGpioLineFile file, bool read)
    {
        long before = NowNs();
        try
        {
            if (read) operation.Sensed = file.GetValue();
            else file.SetValue(operation.Pin.Level);
            Pace(NowNs() - before);
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

    private void Pace(long tookNs)
    {
        if (tookNs > 0) _pace = _pace.After(tookNs);
    }
}
