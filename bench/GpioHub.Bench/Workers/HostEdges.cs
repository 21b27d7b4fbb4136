using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>A guest toggles its line, and guests of several hosts watch it. An edge lasts from before the request is put into the ring
/// until the last of them, called, has read its pair; with beside=1 from when the first of the list has read its own.</summary>
/// <remarks>One thread, which sleeps in epoll over the watchers' call eventfds. All of them are armed and at rest when an edge comes; there
/// are <c>pause</c> ms before it.</remarks>
internal sealed class HostEdges : IWorker
{
    private readonly BareGuest _drive;
    private readonly BareGuest[] _watch;
    private readonly bool _beside;
    private readonly int _pauseMs;
    private readonly Epoll _epoll = Epoll.Create();
    private readonly EpollEvent[] _ready = new EpollEvent[Epoll.MaxEvents];
    private readonly Meter _meter;
    private bool _level;

    public HostEdges(WorkerArguments arguments)
    {
        _meter = new Meter(arguments.Hub);
        (_beside, _pauseMs) = (arguments.Flag("beside"), arguments.Number("pause"));
        _drive = BareGuest.Connect(arguments.Text("drive"));
        _drive.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out);
        _drive.Ask(GpioMessage.SetValue, 0, 0);
        _watch = [.. arguments.Paths("watch").Select(path => BareGuest.Connect(path))];
        for (int g = 0; g < _watch.Length; g++)
        {
            _watch[g].Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.In);
            AwaitLow(_watch[g]);
            _watch[g].Arm(IrqType.EdgeBoth, lines: 1);
            _epoll.Add(_watch[g].FrontEnd.Rings[1].Call.Ours, EpollEvents.In, (ulong)g);
        }

        Rest();
    }

    /// <remarks>Counts edges.</remarks>
    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        long count = 0;
        for (; MonotonicClock.Now < _meter.EndNs && !_meter.Latencies.Full; count++)
        {
            if (_pauseMs > 0) Thread.Sleep(_pauseMs);
            _level = !_level;
            _drive.Prepare(0, GpioMessage.SetValue, line: 0, _level ? 1u : 0u);
            _drive.Requests.DisableInterrupts();
            _meter.Latencies.Add(Edge());
            while (!_drive.TryCollect(out _, out _)) Thread.Yield();
            foreach (BareGuest guest in _watch)
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
        foreach (BareGuest guest in _watch) guest.Dispose();
        _epoll.Dispose();
    }

    private long Edge()
    {
        long began = MonotonicClock.Now, end = began;
        _drive.Requests.Submit(0);
        _drive.Requests.Publish();
        for (int left = _watch.Length; left > 0;)
        {
            int count = _epoll.Wait(_ready, timeoutMs: -1);
            for (int i = 0; i < count; i++)
            {
                BareGuest guest = _watch[(int)_ready[i].Tag];
                guest.FrontEnd.Rings[1].Call.Await();
                if (!guest.TryCollectEvent(out _)) continue;
                left--;
                end = MonotonicClock.Now;
                if (_beside && _ready[i].Tag == 0) began = end;
            }
        }

        return end - began;
    }

    // What the line was before may still be on its way to another host, and would be an edge.
    private static void AwaitLow(BareGuest guest)
    {
        while (guest.Ask(GpioMessage.GetValue, 0) != 0) Thread.Sleep(1);
    }

    // An answered request was taken after the buffers that were queued before it (VG-D-38).
    private void Rest()
    {
        foreach (BareGuest guest in _watch) guest.Ask(GpioMessage.GetDirection, 0);
    }
}
