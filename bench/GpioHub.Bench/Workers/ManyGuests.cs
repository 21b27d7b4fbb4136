using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>Many guests, each with one GET_VALUE outstanding, in one thread: epoll over their call eventfds, answer
/// in, next request out.</summary>
/// <remarks>Each guest asks for its lines in turn.</remarks>
internal sealed class ManyGuests : IWorker
{
    private readonly BareGuest[] _guests;
    private readonly long[] _asked;
    private readonly int[] _line;
    private readonly Epoll _epoll = Epoll.Create();
    private readonly EpollEvent[] _ready = new EpollEvent[Epoll.MaxEvents];
    private readonly Meter _meter;

    public ManyGuests(WorkerArguments arguments)
    {
        _meter = new Meter(arguments.Hub);
        _guests = [.. arguments.Sockets().Select(socket => BareGuest.Connect(socket))];
        (_asked, _line) = (new long[_guests.Length], new int[_guests.Length]);
        for (int g = 0; g < _guests.Length; g++)
        {
            for (int line = 0; line < _guests[g].Lines; line++) _guests[g].Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.In);
            for (int line = 0; line < _guests[g].Lines; line++) _guests[g].Prepare(line, GpioMessage.GetValue, line);
            _epoll.Add(_guests[g].FrontEnd.Rings[0].Call.Ours, EpollEvents.In, (ulong)g);
        }
    }

    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        for (int g = 0; g < _guests.Length; g++) Ask(g);
        long count = 0;
        while (MonotonicClock.Now < _meter.EndNs) count += Round(again: true);
        Sample sample = _meter.Stop(count);
        for (int left = _guests.Length; left > 0;) left -= Round(again: false);
        return sample;
    }

    public void Dispose()
    {
        foreach (BareGuest guest in _guests) guest.Dispose();
        _epoll.Dispose();
    }

    private int Round(bool again)
    {
        int answered = 0, count = _epoll.Wait(_ready, timeoutMs: -1);
        for (int i = 0; i < count; i++)
        {
            int g = (int)_ready[i].Tag;
            BareGuest guest = _guests[g];
            guest.FrontEnd.Rings[0].Call.Await();
            if (!guest.TryCollect(out _, out _)) continue;
            _meter.Latencies.Add(MonotonicClock.Now - _asked[g]);
            answered++;
            guest.Requests.EnableInterrupts();
            if (again) Ask(g);
        }

        return answered;
    }

    private void Ask(int g)
    {
        BareGuest guest = _guests[g];
        _asked[g] = MonotonicClock.Now;
        guest.Requests.Submit(_line[g]);
        guest.Requests.Publish();
        _line[g] = (_line[g] + 1) % guest.Lines;
    }
}
