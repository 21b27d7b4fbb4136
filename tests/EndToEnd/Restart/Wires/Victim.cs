using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.EndToEnd.Restart.Wires;

/// <summary>A guest that asks without end, takes whatever happens to it, and begins anew when it is not served any more: what must not
/// happen is that it stays so.</summary>
internal sealed class Victim : IDisposable
{
    public const string Id = "victim";

    public const string Chip = "  victim: { driver: sim, lines: [OUT, IN] }";

    public const string Guest = "  victim: { lines: [{ from: victim/OUT, access: out }, { from: victim/IN }] }";

    private const int Out = 0, In = 1, Slots = 4;

    /// <summary>A guest whose request has no answer for so long takes its device for dead.</summary>
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(10);

    private readonly string _socket;
    private readonly Thread _thread;
    private long _answers;
    private volatile bool _ends;

    public Victim(string socket)
    {
        _socket = socket;
        _thread = new Thread(Run) { IsBackground = true, Name = Id };
        _thread.Start();
    }

    /// <summary>Any thread.</summary>
    public long Answers => Interlocked.Read(ref _answers);

    /// <summary>Times that it has begun anew, and why it did the last time.</summary>
    public (long Count, string Why) Anew { get; private set; }

    public void Dispose()
    {
        _ends = true;
        _thread.Join();
    }

    private void Run()
    {
        while (!_ends)
        {
            try
            {
                using var guest = BareGuest.Connect(_socket, new FrontEndOptions { ReplyTimeout = AnswerLimit });
                guest.Ask(GpioMessage.SetDirection, Out, (uint)GpioDirection.Out);
                guest.Ask(GpioMessage.SetDirection, In, (uint)GpioDirection.In);
                guest.Ask(GpioMessage.SetIrqType, In, (uint)IrqType.EdgeBoth);
                guest.Unmask(In);
                for (uint round = 0; !_ends; round++) Ask(guest, round);
            }
            catch (Exception e) when (e is VhostUserPeerException or ErrnoException or ScenarioException)
            {
                if (!_ends) Anew = (Anew.Count + 1, e.Message);
                Thread.Sleep(10);       // a guest boots longer than that
            }
        }
    }

    private void Ask(BareGuest guest, uint round)
    {
        for (int slot = 0; slot < Slots; slot++)
        {
            if (slot % 2 == 0) guest.Prepare(slot, GpioMessage.SetValue, Out, (round + (uint)slot / 2) % 2);
            else guest.Prepare(slot, GpioMessage.GetValue, In);
            guest.Requests.Submit(slot);
        }

        guest.Requests.Publish();
        long until = MonotonicClock.Now + (long)AnswerLimit.TotalNanoseconds;
        var call = guest.FrontEnd.Rings[0].Call;
        while (guest.Requests.Outstanding > 0)
        {
            if (guest.TryCollect(out _, out _))
            {
                Interlocked.Increment(ref _answers);
                continue;
            }

            if (_ends) return;
            if (MonotonicClock.Now > until) throw new ScenarioException("no answer");
            if (guest.FrontEnd.Rings[0].Error.Drain()) throw new ScenarioException("the ring is broken");
            if (Readiness.WaitToRead(guest.FrontEnd.Channel.Socket, 0)) throw new ScenarioException("the connection is closed");
            if (!guest.Requests.EnableInterrupts() && Readiness.WaitToRead(call.Ours, 10)) call.Drain();
        }
    }
}
