using GpioHub.Bench.Statistics;
using GpioHub.GuestDriver.Driver;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Workers;

/// <summary>The first guest of a fresh hub: it makes each line an input, then GET_VALUE over all of them.</summary>
/// <remarks>It can run once. Its sample counts the requests and the seconds until the hub was at its speed, one slice at
/// least. What a request took at the end is its p50, and what each of the first slice took its max.</remarks>
internal sealed class Fresh : IWorker
{
    private const int Slice = 1_024;
    private const int MostSlices = 40_000;

    private readonly BareGuest _guest;
    private readonly int _outstanding;
    private readonly Meter _meter;
    private readonly long[] _costs = new long[MostSlices];
    private int _slices;
    private int _answers;
    private long _beganNs;

    public Fresh(WorkerArguments arguments)
    {
        _meter = new Meter(arguments.Hub);
        _outstanding = arguments.Number("outstanding");
        _guest = BareGuest.Connect(arguments.Socket("g0"));
    }

    public Sample Run(int milliseconds)
    {
        _meter.Start(milliseconds);
        _beganNs = MonotonicClock.Now;
        for (int line = 0; line < _guest.Lines; line++, _answers++) _guest.Ask(GpioMessage.SetDirection, line, (uint)GpioDirection.In);
        for (int slot = 0; slot < _outstanding; slot++)
        {
            _guest.Prepare(slot, GpioMessage.GetValue, slot % _guest.Lines);
            _guest.Requests.Submit(slot);
        }

        _guest.Requests.Publish();
        while (MonotonicClock.Now < _meter.EndNs && _slices < MostSlices) Batch(again: true);
        while (_guest.Requests.Outstanding > 0) Batch(again: false);
        Sample whole = _meter.Stop(count: 0);

        var costs = _costs.AsSpan(0, _slices);
        int before = Math.Max(1, Settling.SlicesBefore(costs));      // a sample of nothing has no rate
        long ns = 0;
        foreach (long cost in costs[..before]) ns += cost;
        return new Sample((long)before * Slice, ns / 1e9, (long)(Settling.Steady(costs) / Slice), 0, 0, costs[0] / Slice,
            whole.HubCpuSeconds, whole.OwnCpuSeconds);
    }

    public void Dispose() => _guest.Dispose();

    private void Batch(bool again)
    {
        BareVirtqueue queue = _guest.Requests;
        while (_guest.TryCollect(out int slot, out _))
        {
            if (++_answers % Slice == 0) EndSlice();
            if (again) queue.Submit(slot);
        }

        queue.Publish();
        if (!queue.EnableInterrupts() && queue.Outstanding > 0) queue.AwaitUsed();
    }

    private void EndSlice()
    {
        long now = MonotonicClock.Now;
        if (_slices < MostSlices) _costs[_slices++] = now - _beganNs;
        _beganNs = now;
    }
}
