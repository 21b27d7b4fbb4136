using GpioHub.Bench.Processes;
using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>Two guests that watch a line each with the whole driver, g0 with a hard handler and g1 with one in a task; "drive" toggles the
/// lines. One run is of the one, the next of the other: the first has the task. An interrupt lasts from before drive's request is put into
/// the ring until the handler begins.</summary>
/// <remarks>
/// This thread sleeps meanwhile. It toggles again once the pair is in the ring, and a request of drive that is not measured has been
/// answered since: so the hub is at rest, and the line armed.
/// </remarks>
internal sealed class Handler : IWorker
{
    private const int Toggle = 0, Settle = 1;

    private readonly BareGuest _drive;
    private readonly GpioDriver[] _watches;
    private readonly EventFd _handledFd = EventFd.Create();
    private readonly BareEventFd _handled;
    private readonly Meter _meter;
    private readonly bool[] _levels = new bool[2];
    private long _handledNs;
    private int _next = 1;

    public Handler(WorkerArguments arguments)
    {
        FdInfo.SetNonBlocking(_handledFd, on: false);
        _handled = new BareEventFd(_handledFd);
        _meter = new Meter(arguments.Hub);
        _drive = BareGuest.Connect(arguments.Socket(BenchRig.Driver));
        for (int watch = 0; watch < 2; watch++)
        {
            _drive.Ask(GpioMessage.SetDirection, DrivenLine(watch), (uint)GpioDirection.Out);
            _drive.Ask(GpioMessage.SetValue, DrivenLine(watch), 0);
        }

        _watches = [.. Enumerable.Range(0, 2).Select(n => GpioDriver.ConnectAsync(arguments.Socket($"g{n}")).GetAwaiter().GetResult())];
        _watches[0].RequestHardIrqAsync(0, IrqType.EdgeBoth, _ => Handle()).GetAwaiter().GetResult();
        _watches[1].RequestIrqAsync(0, IrqType.EdgeBoth, _ =>
        {
            Handle();
            return ValueTask.CompletedTask;
        }).GetAwaiter().GetResult();
    }

    public Sample Run(int milliseconds)
    {
        int watch = _next;
        _next = 1 - watch;
        _drive.Prepare(Settle, GpioMessage.GetValue, DrivenLine(watch));
        Request(Settle);
        _meter.Start(milliseconds);
        long count = 0;
        for (; MonotonicClock.Now < _meter.EndNs && !_meter.Latencies.Full; count++)
        {
            ushort pairs = Pairs(watch);
            _meter.Latencies.Add(Edge(watch));
            AwaitAnswer();
            while (Pairs(watch) == pairs) Thread.Yield();
            Request(Settle);
        }

        return _meter.Stop(count);
    }

    public void Dispose()
    {
        foreach (GpioDriver watch in _watches) watch.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _drive.Dispose();
        _handled.Dispose();
        _handledFd.Dispose();
    }

    private static int DrivenLine(int watch) => watch * BenchRig.LinesPerGuest;

    private ushort Pairs(int watch) => _watches[watch].FrontEnd.Rings[1].AvailIndex;

    private void Handle()
    {
        Volatile.Write(ref _handledNs, MonotonicClock.Now);
        _handled.Signal();
    }

    private long Edge(int watch)
    {
        _levels[watch] = !_levels[watch];
        _drive.Prepare(Toggle, GpioMessage.SetValue, DrivenLine(watch), _levels[watch] ? 1u : 0u);
        _drive.Requests.DisableInterrupts();
        long before = MonotonicClock.Now;
        _drive.Requests.Submit(Toggle);
        _drive.Requests.Publish();
        while (!_handled.Take())
        {
            // A signal ended the wait.
        }

        return Volatile.Read(ref _handledNs) - before;
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
