using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>One guest, one GET_VALUE outstanding, of its lines in turn if there are several. A round trip lasts from before the request is
/// put into the ring until its answer has been read.</summary>
/// <remarks>With set=1 it is a SET_VALUE that toggles the line. With rest=1 the hub is at rest when the request comes: a request without a
/// call, which is not measured, lies between two that are. With pause=N there are N ms before each.</remarks>
internal sealed class RoundTrip : IWorker
{
    private const int Measured = 0, Settle = 1;

    private readonly BareGuest _guest;
    private readonly bool _sleeps;
    private readonly bool _rests;
    private readonly bool _sets;
    private readonly int _lines;
    private readonly int _pauseMs;
    private readonly Meter _meter;

    public RoundTrip(WorkerArguments arguments)
    {
        _guest = arguments.Connect(arguments.Text("guest"));
        _sleeps = arguments.Sleeps;
        _rests = arguments.Flag("rest");
        (_sets, _lines) = (arguments.Flag("set"), arguments.Number("lines", otherwise: 1));
        _pauseMs = arguments.Number("pause", otherwise: 0);
        _meter = new Meter(arguments.Hub);
        uint direction = (uint)(_sets ? GpioDirection.Out : GpioDirection.In);
        for (int line = 0; line < _lines; line++) _guest.Ask(GpioMessage.SetDirection, line, direction);
        Prepare(number: 1);
        _guest.Prepare(Settle, GpioMessage.GetValue, line: 0);
        if (!_sleeps) _guest.Requests.DisableInterrupts();
    }

    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        long count = 0;
        for (; MonotonicClock.Now < _meter.EndNs && !_meter.Latencies.Full; count++)
        {
            if (_pauseMs > 0) Thread.Sleep(_pauseMs);
            long before = MonotonicClock.Now;
            if (_sleeps) BySignal();
            else ByPolling();
            _meter.Latencies.Add(MonotonicClock.Now - before);
            if (_lines > 1 || _sets) Prepare(count);
            if (_rests) LetRest();
            if (_sleeps) _guest.Requests.EnableInterrupts();
            else if ((count & 0x3fff) == 0) _guest.Requests.DisableInterrupts();
        }

        return _meter.Stop(count);
    }

    public void Dispose() => _guest.Dispose();

    private void Prepare(long number) => _guest.Prepare(
        Measured, _sets ? GpioMessage.SetValue : GpioMessage.GetValue, (int)(number % _lines), _sets ? (uint)number & 1 : 0);

    private void LetRest()
    {
        _guest.Requests.DisableInterrupts();
        _guest.Requests.Submit(Settle);
        _guest.Requests.Publish();
        while (!_guest.TryCollect(out _, out _)) Thread.Yield();     // the hub may share this CPU
    }

    private void BySignal()
    {
        _guest.Requests.Submit(Measured);
        _guest.Requests.Publish();
        _guest.Requests.AwaitUsed();
        _guest.TryCollect(out _, out _);
    }

    private void ByPolling()
    {
        _guest.Requests.Submit(Measured);
        _guest.Requests.Publish();
        while (!_guest.TryCollect(out _, out _)) Thread.SpinWait(1);
    }
}
