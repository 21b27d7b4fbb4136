using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>One guest that keeps a number of GET_VALUE outstanding: every chain that comes back goes out again, all with one
/// publication; for the line whose turn it is, if there are more lines than chains.</summary>
internal sealed class RequestStream : IWorker
{
    /// <summary>No look at an empty ring takes so long: meanwhile somebody else had the CPU.</summary>
    private const long LongestLookNs = 1_000;

    private readonly BareGuest _guest;
    private readonly bool _sleeps;
    private readonly int _outstanding;
    private readonly int _lines;
    private readonly Meter _meter;
    private int _line;

    public RequestStream(WorkerArguments arguments)
    {
        _guest = arguments.Connect("g0");
        _sleeps = arguments.Sleeps;
        _meter = new Meter(arguments.Hub);
        _outstanding = arguments.Number("outstanding");
        _lines = arguments.Number("lines");
        for (int line = 0; line < _lines; line++) _guest.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.In);
        for (int slot = 0; slot < _outstanding; slot++) _guest.Prepare(slot, GpioMessage.GetValue, slot % _lines);
    }

    public Sample Run(int milliseconds)
    {
        BareVirtqueue queue = _guest.Requests;
        _meter.Start(milliseconds);
        for (int slot = 0; slot < _outstanding; slot++) queue.Submit(slot);
        queue.Publish();
        long count = 0, waitedNs = 0;
        for (long before = MonotonicClock.Now, after; before < _meter.EndNs; before = after)
        {
            int collected = Batch(queue, again: true);
            after = MonotonicClock.Now;
            count += collected;
            if (collected == 0 && !_sleeps) waitedNs += Math.Min(after - before, LongestLookNs);
        }

        Sample sample = _meter.Stop(count) with { OwnPollSeconds = waitedNs / 1e9 };
        while (queue.Outstanding > 0) Batch(queue, again: false);
        return sample;
    }

    public void Dispose() => _guest.Dispose();

    private int Batch(BareVirtqueue queue, bool again)
    {
        int collected = 0;
        while (_guest.TryCollect(out int slot, out _))
        {
            collected++;
            if (again && _lines > _outstanding) _guest.Prepare(slot, GpioMessage.GetValue, _line = (_line + 1) % _lines);
            if (again) queue.Submit(slot);
        }

        queue.Publish();
        if (!_sleeps)
        {
            if (collected > 0) queue.DisableInterrupts();
            else Thread.SpinWait(1);
        }
        else if (!queue.EnableInterrupts() && queue.Outstanding > 0)
        {
            queue.AwaitUsed();
        }

        return collected;
    }
}
