using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>Two guests on one line: "drive" toggles it, g0 watches it. An interrupt lasts from before drive's request is put into the ring
/// until g0 has read its pair.</summary>
/// <remarks>
/// g0 sleeps on its eventq's call; it is armed and at rest when the edge comes, because a request of drive that is not measured lies
/// between its unmask and the edge.
/// drive asks for no calls, so that nothing else wakes this thread.
/// </remarks>
internal sealed class Interrupt : IWorker
{
    private const int Toggle = 0, Settle = 1;

    private readonly BareGuest _drive;
    private readonly BareGuest _watch;
    private readonly Meter _meter;
    private bool _level;

    public Interrupt(WorkerArguments arguments)
    {
        _drive = arguments.Connect("drive");
        _watch = arguments.Connect("g0");
        _meter = new Meter(arguments.Hub);
        _drive.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out);
        _drive.Ask(GpioMessage.SetValue, 0, 0);
        _watch.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.In);
        _watch.Arm(IrqType.EdgeBoth, lines: 1);
        _drive.Prepare(Settle, GpioMessage.GetValue, 0);
        Request(Settle);
    }

    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        long count = 0;
        while (MonotonicClock.Now < _meter.EndNs && !_meter.Latencies.Full)
        {
            _level = !_level;
            _drive.Prepare(Toggle, GpioMessage.SetValue, line: 0, _level ? 1u : 0u);
            _drive.Requests.DisableInterrupts();
            _meter.Latencies.Add(Edge());
            count++;
            AwaitAnswer();
            _watch.Unmask(0);
            _watch.Events!.EnableInterrupts();
            _watch.Events.Publish();
            Request(Settle);
        }

        return _meter.Stop(count);
    }

    public void Dispose()
    {
        _drive.Dispose();
        _watch.Dispose();
    }

    private long Edge()
    {
        long before = MonotonicClock.Now;
        _drive.Requests.Submit(Toggle);
        _drive.Requests.Publish();
        _watch.Events!.AwaitUsed();
        if (!_watch.TryCollectEvent(out _)) throw new InvalidOperationException("called, and nothing there");
        return MonotonicClock.Now - before;
    }

    private void Request(int slot)
    {
        _drive.Requests.Submit(slot);
        _drive.Requests.Publish();
        AwaitAnswer();
    }

    // The hub may share this CPU.
    private void AwaitAnswer()
    {
        while (!_drive.TryCollect(out _, out _)) Thread.Yield();
    }
}
