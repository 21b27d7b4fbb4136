using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>Edges as fast as they are answered: "drive" toggles each of its lines as soon as the edge before has been delivered to g0 and
/// g0 has unmasked it.</summary>
/// <remarks>One edge = one SET_VALUE, one interrupt, one unmask. The thread sleeps on g0's eventq, and collects drive's answers on the
/// way.</remarks>
internal sealed class EdgeStream : IWorker
{
    private readonly BareGuest _drive;
    private readonly BareGuest _watch;
    private readonly Meter _meter;
    private readonly bool[] _level;
    private readonly bool[] _answered;
    private readonly bool[] _delivered;
    private int _onTheWay;

    public EdgeStream(WorkerArguments arguments)
    {
        int lines = arguments.Number("lines");
        (_level, _answered, _delivered) = (new bool[lines], new bool[lines], new bool[lines]);
        _drive = BareGuest.Connect(arguments.Socket("drive"));
        _watch = BareGuest.Connect(arguments.Socket("g0"));
        _meter = new Meter(arguments.Hub);
        for (int line = 0; line < lines; line++)
        {
            _drive.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.Out);
            _drive.Ask(GpioMessage.SetValue, line, 0);
            _watch.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.In);
        }

        _watch.Arm(IrqType.EdgeBoth, lines);
    }

    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        for (int line = 0; line < _level.Length; line++) Toggle(line);
        _drive.Requests.Publish();
        long count = 0;
        while (MonotonicClock.Now < _meter.EndNs) count += Round(again: true);
        Sample sample = _meter.Stop(count);
        while (_onTheWay > 0 || _drive.Requests.Outstanding > 0) Round(again: false);
        return sample;
    }

    public void Dispose()
    {
        _drive.Dispose();
        _watch.Dispose();
    }

    private int Round(bool again)
    {
        int edges = 0;
        while (_watch.TryCollectEvent(out int line))
        {
            edges++;
            _onTheWay--;
            _watch.Unmask(line);
            _delivered[line] = true;
            if (again) ToggleIfDone(line);
        }

        bool answers = false;
        while (_drive.TryCollect(out int line, out _))
        {
            answers = true;
            _answered[line] = true;
            if (again) ToggleIfDone(line);
        }

        _drive.Requests.DisableInterrupts();
        _watch.Events!.Publish();        // before the edges: each finds its line unmasked
        _drive.Requests.Publish();
        if (!_watch.Events.EnableInterrupts() && edges == 0 && !answers) Rest();
        return edges;
    }

    // The hub may share this CPU, and an answer comes without a call.
    private void Rest()
    {
        if (_onTheWay > 0) _watch.Events!.AwaitUsed();
        else Thread.Yield();
    }

    private void ToggleIfDone(int line)
    {
        if (_answered[line] && _delivered[line]) Toggle(line);
    }

    private void Toggle(int line)
    {
        (_answered[line], _delivered[line]) = (false, false);
        _onTheWay++;
        _level[line] = !_level[line];
        _drive.Prepare(line, GpioMessage.SetValue, line, _level[line] ? 1u : 0u);
        _drive.Requests.Submit(line);
    }
}
