using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>One guest with one GET_VALUE outstanding, beside guests that ask for more than the hub can do.</summary>
/// <remarks>
/// "flood": g1 … keep their whole requestq full of GET_VALUE. "storm": "drive" toggles one line as fast as it is answered, its requestq
/// full, and g1 watches that line. With "turns" the others are silent in every other run, beginning with the first. The thread polls all
/// rings in turn and never sleeps: a few of the others' chains, then the quiet guest's answer.
/// </remarks>
internal sealed class Crowd : IWorker
{
    private const int ChainsAtATime = 8;
    private const int StormLine = 32;       // g1's first, as BenchRig numbers them

    private readonly BareGuest _quiet;
    private readonly BareGuest[] _loud;
    private readonly BareGuest? _watch;
    private readonly Meter _meter;
    private readonly bool _turns;
    private bool _silent;
    private long _others;

    public Crowd(WorkerArguments arguments)
    {
        bool storm = arguments.Text("kind") == "storm";
        _turns = arguments.Flag("turns");
        _meter = new Meter(arguments.Hub);
        _quiet = BareGuest.Connect(arguments.Socket("g0"));
        _quiet.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.In);
        _quiet.Prepare(0, GpioMessage.GetValue, 0);
        if (storm)
        {
            _watch = BareGuest.Connect(arguments.Socket("g1"));
            _watch.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.In);
            _watch.Arm(IrqType.EdgeBoth, lines: 1);
        }

        _loud = [.. (storm ? [arguments.Socket("drive")] : arguments.Sockets().Skip(1)).Select(socket => BareGuest.Connect(socket))];
        foreach (BareGuest guest in _loud) PrepareLoud(guest, storm);
    }

    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        _others = 0;
        _silent = _turns && !_silent;
        foreach (BareGuest guest in _silent ? [] : _loud)
        {
            for (int slot = 0; slot < guest.Requests.Slots; slot++) guest.Requests.Submit(slot);
            guest.Requests.Publish();
        }

        for (long before = MonotonicClock.Now; before < _meter.EndNs && !_meter.Latencies.Full; before = MonotonicClock.Now)
        {
            _quiet.Requests.Submit(0);
            _quiet.Requests.Publish();
            while (!_quiet.TryCollect(out _, out _)) Others(again: !_silent);
            _meter.Latencies.Add(MonotonicClock.Now - before);
            _quiet.Requests.DisableInterrupts();
        }

        Sample sample = _meter.Stop(_others);
        while (_loud.Any(guest => guest.Requests.Outstanding > 0)) Others(again: false);
        return sample;
    }

    public void Dispose()
    {
        _quiet.Dispose();
        _watch?.Dispose();
        foreach (BareGuest guest in _loud) guest.Dispose();
    }

    private static void PrepareLoud(BareGuest guest, bool storm)
    {
        int line = storm ? StormLine : 0;
        guest.Ask(GpioMessage.SetDirection, line, (uint)(storm ? GpioDirection.Out : GpioDirection.In));
        for (int slot = 0; slot < guest.Requests.Slots; slot++)
        {
            guest.Prepare(slot, storm ? GpioMessage.SetValue : GpioMessage.GetValue, storm ? line : slot % guest.Lines,
                storm ? (uint)slot & 1 : 0);
        }
    }

    private void Others(bool again)
    {
        if (_watch is not null) Watch(_watch);
        foreach (BareGuest guest in _loud) Some(guest, again);
    }

    private void Some(BareGuest guest, bool again)
    {
        for (int i = 0; i < ChainsAtATime && guest.TryCollect(out int slot, out _); i++)
        {
            _others++;
            if (again) guest.Requests.Submit(slot);
        }

        guest.Requests.DisableInterrupts();
        guest.Requests.Publish();
    }

    private static void Watch(BareGuest watch)
    {
        while (watch.TryCollectEvent(out int line)) watch.Unmask(line);
        watch.Events!.DisableInterrupts();
        watch.Events.Publish();
    }
}
