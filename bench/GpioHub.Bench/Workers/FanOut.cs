using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>"drive" toggles a line that all other guests watch. A fan-out lasts from before drive's request is put into the ring until the
/// last of the guests, called, has read its pair.</summary>
/// <remarks>One thread, which sleeps in epoll over the guests' call eventfds. Every line of every guest is an input and armed; all guests
/// are at rest when the edge comes.</remarks>
internal sealed class FanOut : IWorker
{
    private readonly BareGuest _drive;
    private readonly BareGuest[] _guests;
    private readonly Epoll _epoll = Epoll.Create();
    private readonly EpollEvent[] _ready = new EpollEvent[Epoll.MaxEvents];
    private readonly Meter _meter;
    private bool _level;

    public FanOut(WorkerArguments arguments)
    {
        _meter = new Meter(arguments.Hub);
        _drive = BareGuest.Connect(arguments.Socket("drive"));
        _drive.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out);
        _drive.Ask(GpioMessage.SetValue, 0, 0);
        _guests = [.. arguments.Sockets().Select(socket => BareGuest.Connect(socket))];
        for (int g = 0; g < _guests.Length; g++)
        {
            for (int line = 0; line < _guests[g].Lines; line++) _guests[g].Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.In);
            _guests[g].Arm(IrqType.EdgeBoth, _guests[g].Lines);
            _epoll.Add(_guests[g].FrontEnd.Rings[1].Call.Ours, EpollEvents.In, (ulong)g);
        }

        Rest();
    }

    /// <remarks>Counts interrupts.</remarks>
    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        long count = 0;
        for (; MonotonicClock.Now < _meter.EndNs && !_meter.Latencies.Full; count += _guests.Length)
        {
            _level = !_level;
            _drive.Prepare(0, GpioMessage.SetValue, line: 0, _level ? 1u : 0u);
            _drive.Requests.DisableInterrupts();
            _meter.Latencies.Add(Edge());
            while (!_drive.TryCollect(out _, out _)) Thread.Yield();
            foreach (BareGuest guest in _guests)
            {
                guest.Unmask(0);
                guest.Events!.EnableInterrupts();
                guest.Events.Publish();
            }

            Rest();
        }

        return _meter.Stop(count);
    }

    public void Dispose()
    {
        _drive.Dispose();
        foreach (BareGuest guest in _guests) guest.Dispose();
        _epoll.Dispose();
    }

    private long Edge()
    {
        long before = MonotonicClock.Now;
        _drive.Requests.Submit(0);
        _drive.Requests.Publish();
        for (int left = _guests.Length; left > 0;)
        {
            int count = _epoll.Wait(_ready, timeoutMs: -1);
            for (int i = 0; i < count; i++)
            {
                BareGuest guest = _guests[(int)_ready[i].Tag];
                guest.FrontEnd.Rings[1].Call.Await();
                if (guest.TryCollectEvent(out _)) left--;
            }
        }

        return MonotonicClock.Now - before;
    }

    // An answered request was taken after the buffers that were queued before it (VG-D-38).
    private void Rest()
    {
        foreach (BareGuest guest in _guests) guest.Ask(GpioMessage.GetDirection, 0);
    }
}
