using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.EndToEnd.Restart.Kills;

/// <summary>A guest that asks for the level of a line, a thousand times a second: what it waits for is how long nobody serves.</summary>
internal sealed class Prober : IDisposable
{
    public const string Id = "probe";

    /// <summary>Its part of a rig file's chips.</summary>
    public const string Chip = "  probe: { driver: sim, lines: [LINE] }";

    /// <summary>Its part of a rig file's guests.</summary>
    public const string Guest = "  probe: { lines: [{ from: probe/LINE }] }";

    private const int LookMs = 100;

    private readonly BareGuest _guest;
    private readonly Thread _thread;
    private long _answers;
    private volatile bool _ends;

    public Prober(string socket)
    {
        _guest = BareGuest.Connect(socket, new FrontEndOptions { ReplyTimeout = Patience.Limit });
        _guest.Ask(GpioMessage.SetDirection, 0, (uint)GpioDirection.In);
        _guest.Prepare(0, GpioMessage.GetValue, 0);
        _thread = new Thread(Run) { IsBackground = true, Name = "probe" };
        _thread.Start();
    }

    /// <summary>Any thread.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Any thread.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>The longest time to an answer.</summary>
    public TimeSpan Longest { get; private set; }

    public void Dispose()
    {
        _ends = true;
        _thread.Join();
        _guest.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_ends) Ask();
        }
        catch (Exception e)
        {
            Failure = e;
        }
    }

    private void Ask()
    {
        long began = MonotonicClock.Now;
        _guest.Requests.Submit(0);
        _guest.Requests.Publish();
        var call = _guest.FrontEnd.Rings[0].Call;
        while (!_guest.TryCollect(out _, out _))
        {
            if (_guest.Requests.EnableInterrupts()) continue;
            if (Readiness.WaitToRead(call.Ours, LookMs)) call.Drain();
            if (_ends) return;
            if (MonotonicClock.Now - began > Patience.Limit.TotalNanoseconds)
                throw new ScenarioException($"{Id}: answer {Answers + 1} never came");
        }

        var took = TimeSpan.FromMicroseconds((MonotonicClock.Now - began) / 1000.0);
        if (took > Longest) Longest = took;
        Interlocked.Increment(ref _answers);
        Thread.Sleep(1);                // so that it is no load
    }
}
