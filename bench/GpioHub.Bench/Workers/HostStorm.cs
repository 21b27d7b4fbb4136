using System.Text.Json;
using GpioHub.Bench.Processes;
using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>A guest has one GET_VALUE outstanding; in every other run, beginning with the second, another guest of its host toggles, at a
/// given rate, a line that a guest of another host watches.</summary>
/// <remarks>A run counts the edges that were driven. If the other host has not counted the same soon after, or its guest does not read the
/// level that was driven last, the run fails.</remarks>
internal sealed class HostStorm : IWorker
{
    private const int Burst = 50;
    private static readonly long PatienceNs = (long)TimeSpan.FromSeconds(10).TotalNanoseconds;

    private readonly BareGuest _drive, _watch, _quiet;
    private readonly string _near, _far;
    private readonly long _pauseNs;
    private readonly Meter _meter;
    private bool _storms = true;
    private uint _level;

    public HostStorm(WorkerArguments arguments)
    {
        _meter = new Meter(arguments.Hub);
        (_near, _far) = (arguments.Text("folder"), arguments.Text("far"));
        _pauseNs = Burst * 1_000_000_000L / arguments.Number("rate");
        _drive = BareGuest.Connect(arguments.Text("drive"));
        _watch = BareGuest.Connect(arguments.Text("watch"));
        _quiet = BareGuest.Connect(arguments.Text("quiet"));
        _drive.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out);
        _quiet.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.In);
        _quiet.Prepare(0, GpioMessage.GetValue, 0);
        _watch.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.In);
        _watch.Arm(IrqType.EdgeBoth, lines: 1);
    }

    public Sample Run(int milliseconds)
    {
        _storms = !_storms;
        (Counts near, Counts far) = (CountsOf(_near), CountsOf(_far));
        long driven = 0;
        _meter.Start(milliseconds);
        var drive = new Thread(() => driven = Drive());
        var watch = new Thread(Watch);
        if (_storms) drive.Start();
        watch.Start();
        for (long before; (before = MonotonicClock.Now) < _meter.EndNs && !_meter.Latencies.Full;)
        {
            _quiet.Requests.Submit(0);
            _quiet.Requests.Publish();
            _quiet.Requests.AwaitUsed();
            _quiet.TryCollect(out _, out _);
            _meter.Latencies.Add(MonotonicClock.Now - before);
            _quiet.Requests.EnableInterrupts();
        }

        if (_storms) drive.Join();
        watch.Join();
        Sample sample = _meter.Stop(driven);
        Compare(driven, CountsOf(_near).Edges - near.Edges, far);
        return sample;
    }

    public void Dispose()
    {
        _drive.Dispose();
        _watch.Dispose();
        _quiet.Dispose();
    }

    private long Drive()
    {
        long count = 0;
        for (long next = MonotonicClock.Now; next < _meter.EndNs; next += _pauseNs, count += Burst)
        {
            while (MonotonicClock.Now < next) Thread.Sleep(0);
            for (int slot = 0; slot < Burst; slot++)
            {
                _level ^= 1;
                _drive.Prepare(slot, GpioMessage.SetValue, line: 0, _level);
                _drive.Requests.Submit(slot);
            }

            _drive.Requests.DisableInterrupts();
            _drive.Requests.Publish();
            while (_drive.Requests.Outstanding > 0)
                if (!_drive.TryCollect(out _, out _)) Thread.Yield();
        }

        return count;
    }

    private void Watch()
    {
        const int LookMs = 20;
        using Epoll epoll = Epoll.Create();
        epoll.Add(_watch.FrontEnd.Rings[1].Call.Ours, EpollEvents.In, tag: 1);
        var ready = new EpollEvent[1];
        while (MonotonicClock.Now < _meter.EndNs)
        {
            if (epoll.Wait(ready, LookMs) > 0) _watch.FrontEnd.Rings[1].Call.Await();
            while (_watch.TryCollectEvent(out int line)) _watch.Unmask(line);
            _watch.Events!.EnableInterrupts();
            _watch.Events.Publish();
        }
    }

    private void Compare(long driven, long near, Counts before)
    {
        if (near != driven) throw new InvalidOperationException($"{driven} edges were driven, and their owner has counted {near}");
        long end = MonotonicClock.Now + PatienceNs;
        Counts far = CountsOf(_far);
        for (; far.Edges - before.Edges != driven && MonotonicClock.Now < end; far = CountsOf(_far)) Thread.Sleep(5);
        if (far.Edges - before.Edges != driven)
        {
            throw new InvalidOperationException($"{driven} edges were driven, and the other host has counted {far.Edges - before.Edges}; "
                + $"its link came up {far.Ups - before.Ups} times meanwhile, and lost {far.Lost - before.Lost}");
        }

        uint level = _watch.Ask(GpioMessage.GetValue, 0);
        if (level != _level) throw new InvalidOperationException($"{_level} was driven last, and the other host's guest reads {level}");
    }

    private static Counts CountsOf(string folder)
    {
        using HttpClient http = ControlSocket.Client(folder);
        using var line = JsonDocument.Parse(http.GetStringAsync(new Uri("http://hub/v1/lines/bench/EDGE")).Result);
        using var hub = JsonDocument.Parse(http.GetStringAsync(new Uri("http://hub/v1/hub")).Result);
        JsonElement link = hub.RootElement.GetProperty("links").GetProperty("hubs")[0];
        return new Counts(line.RootElement.GetProperty("edges").GetInt64(), link.GetProperty("lostEdges").GetInt64(),
            link.GetProperty("ups").GetInt64());
    }

    private readonly record struct Counts(long Edges, long Lost, long Ups);
}
