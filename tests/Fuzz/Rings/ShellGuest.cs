using System.Runtime.InteropServices;
using GpioHub.Actors.Guests;
using GpioHub.Actors.Hosting;
using GpioHub.Fuzz.Support;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Native;
using GpioHub.Transports.Reactor;
using GpioHub.Transports.Records;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Fuzz.Rings;

/// <summary>One guest of a world without actors: the production rings, queues, turn and line states, with what
/// <see cref="GuestActor"/> does around them.</summary>
internal sealed class ShellGuest
{
    public const int Lines = 4;

    private static readonly NameBlock Names = NameBlock.TryCreate(["A", "B", "C", "D"], out var names, out string error)
        ? names : throw new FuzzException(error);

    private readonly Mailbox _mailbox;
    private readonly HostileRam _ram;
    private readonly GuestQueues _queues;
    private readonly GuestTurn _turn;
    private readonly NoReactor _reactor = new();
    private readonly int[] _behind = new int[2];                               // used.idx as a ring found it at its start
    private GuestMemory _memory;
    private bool _remapped;

    public ShellGuest(Mailbox mailbox, HostileRam ram, HostileQueue[] driver, Bench bench, int[] nets, LineRules rules, Clock clock,
        Dice? delays)
    {
        (_mailbox, _ram, Driver, Time) = (mailbox, ram, driver, clock);
        _memory = ram.Map();
        _queues = new GuestQueues("shell", Lines, Names, new GuestLimits(clock))
        {
            RequestQueue = new MailRef(mailbox, OnRequestQueue),
            EventQueue = new MailRef(mailbox, OnEventQueue),
        };
        _turn = new GuestTurn(_queues, _reactor, clock) { Guest = new MailRef(mailbox, OnGuest) };
        Line = new ShellLine[Lines];
        for (int i = 0; i < Lines; i++)
        {
            Line[i] = new ShellLine(mailbox, _queues, rules, bench, nets[i], delays);
            _queues.SetLine(i, Line[i], store: null);
            bench.Attach(Line[i], nets[i]);
            Line[i].ChipBack();
        }
    }

    public HostileQueue[] Driver { get; }

    public ShellLine[] Line { get; }

    public Clock Time { get; }

    public DeviceRing Requests => _queues.Requests;

    public DeviceRing Events => _queues.Events;

    public GuestLimits Limits => _queues.Limits;

    /// <summary>How often a ring was broken.</summary>
    public long Broken { get; private set; }

    public long Faulty => Requests.FaultyChains + Events.FaultyChains + _queues.Malformed[0] + _queues.Malformed[1];

    public long Fetched => Requests.Fetched + Events.Fetched;

    private DeviceRing Ring(int ring) => ring == 0 ? Requests : Events;

    /// <summary>Starts a ring anew, whatever it was.</summary>
    public RingFault Start(int ring)
    {
        Drop(ring);
        uint start = Driver[ring].Begin();
        var fault = Ring(ring).TryStart(_memory, Driver[ring].At, Driver[ring].Size, start, Driver[ring].Features);
        if (fault != RingFault.None) return fault;
        _behind[ring] = (ushort)(Ring(ring).NextAvail - Ring(ring).NextUsed);
        Resume(ring);
        return fault;
    }

    /// <summary>Stops a ring and starts it where it was left.</summary>
    /// <param name="another">The device that goes on has only guest memory.</param>
    public void GoOn(int ring, bool another)
    {
        if (Ring(ring).State != RingState.Running) return;
        Drop(ring);
        if (another) Ring(ring).ForgetPast();
        var driver = Driver[ring];
        var past = RingPast.GoesOn | (ring == 1 ? RingPast.HoldsLong : RingPast.None);
        var fault = Ring(ring).TryStart(_memory, driver.At, driver.Size, Ring(ring).Base, driver.Features, past);
        FuzzException.Unless(fault == RingFault.None || !driver.Tidy, "a ring goes on where it was left (VU-48)");
        if (fault != RingFault.None) return;
        int held = Enumerable.Range(0, driver.Size).Count(head => Ring(ring).ImageOf((ushort)head).Stage != HeadStage.Free);
        _behind[ring] = (ushort)(Ring(ring).NextAvail - Ring(ring).NextUsed) - held;             // those that it could not find
        Resume(ring);
    }

    /// <summary>Another process takes a ring over, from what this one has recorded of it.</summary>
    public void HandOver(int ring)
    {
        if (Ring(ring).State != RingState.Running) return;
        var image = Ring(ring).Image;
        bool packed = (image.Features & RingFeatures.Packed) != 0;
        HeldHead[] held = [.. Enumerable.Range(0, Driver[ring].Size)
            .Select(head => new HeldHead((ushort)head, Ring(ring).ImageOf((ushort)head)))
            .Where(each => each.Image.Stage != HeadStage.Free)
            .Select(each => packed ? each with { Kept = Ring(ring).KeptOf(each.Head) } : each)];
        Leave(ring);
        var fault = Ring(ring).Adopt(_memory, image, held, again: _ => true);
        FuzzException.Unless(fault == RingFault.None || !Driver[ring].Tidy, "a ring goes on where it was left");
        if (fault == RingFault.None)
        {
            Resume(ring);
            return;
        }

        Broken++;
        Drop(ring);
    }

    public void Resume(int ring)
    {
        _turn.Unshut(ring);
        _turn.Open(ring);
        if (ring == 1) Control(LineInputKind.EventqStarted);
    }

    /// <summary>RESET, or the end of a connection: nothing more is written.</summary>
    public void Drop(int ring)
    {
        Ring(ring).Stop();
        Leave(ring);
    }

    private void Leave(int ring)
    {
        _turn.Shut(ring);
        _queues.Forget(requests: ring == 0);
        Control(ring == 0 ? LineInputKind.RequestsForgotten : LineInputKind.EventqDropped);
    }

    /// <summary>SET_VRING_ENABLE(0).</summary>
    public void Disable(int ring)
    {
        _turn.CloseIntake(ring);
        if (ring == 1) Control(LineInputKind.EventqDisabled);
        _mailbox.Drain();
        Flush();
        _turn.Shut(ring);
    }

    /// <summary>GET_VRING_BASE of the eventq: every buffer goes back.</summary>
    public void StopEvents()
    {
        _turn.CloseIntake(1);
        Control(LineInputKind.EventqStopped);
        _mailbox.Drain();
        _queues.StageReturns();
        Events.FailAll(IrqResponse.Invalid);
        _turn.Unshut(1);
        Flush();
        _turn.Shut(1);
        FuzzException.Unless(Events.InFlightCount == 0, "after GET_VRING_BASE no buffer is with the device (VU-45)");
        Events.Stop();
    }

    /// <summary>Another memory table, below running rings.</summary>
    public void Remap(bool withB, bool withC)
    {
        _memory = _ram.Map(withB, withC);
        _remapped = true;
        for (int ring = 0; ring < 2; ring++)
        {
            if (Ring(ring).Retranslate(_memory, Driver[ring].At, Driver[ring].Features) == RingFault.None) continue;
            Broken++;
            Drop(ring);
        }
    }

    public void Control(LineInputKind kind)
    {
        foreach (var line in Line) line.Control(kind);
    }

    /// <summary>One turn of the reactor: intake, lines, flush.</summary>
    public void Turn()
    {
        if (_turn.HasWork) _turn.Intake();
        _mailbox.Drain();
        Flush();
    }

    /// <summary>Publishes until nothing more is staged: an answer that is published may let an interrupt go.</summary>
    private void Flush()
    {
        for (int times = 0; times == 0 || _reactor.TakeFlush(); times++)
        {
            FuzzException.Unless(times < 8, "publishing comes to an end");
            _turn.Settle();
            _turn.Flush();
            _mailbox.Drain();
        }
    }

    public void Arm()
    {
        _turn.Disarm();
        _turn.Arm();
        Flush();                                                               // a fault that was found there is reported
        for (int ring = 0; ring < 2; ring++)
        {
            if (!Driver[ring].Tidy || Ring(ring).State != RingState.Running || Ring(ring).HasPending) continue;
            bool held = ring == 0 && Limits.RequestsHeld;
            FuzzException.Unless(held || Driver[ring].MustKick, "before it sleeps the device asks to be kicked for the next chain (VQ-12)");
        }
    }

    public void PassTime(long ns)
    {
        Time.NowNs += ns;
        foreach (var chain in Requests.InFlight)
            if (chain.Line >= 0 && Time.NowNs - chain.FetchedNs > 500_000_000) Line[chain.Line].Expire(chain.Ticket);
        _turn.PassTime();
        _mailbox.Drain();
    }

    /// <summary>What must hold between two turns.</summary>
    public void Check()
    {
        int owed = 0, held = 0;
        foreach (var line in Line)
        {
            owed += line.Owed;
            if (line.State.Buffer != IrqBufferState.None) held++;
        }

        FuzzException.Unless(owed == Requests.InFlightCount, $"lines owe {owed} answers, {Requests.InFlightCount} requests are in flight");
        FuzzException.Unless(held == Events.InFlightCount, $"lines hold {held} buffers, {Events.InFlightCount} are in flight");
        Check(Requests, _behind[0], Driver[0].IsPacked);
        Check(Events, _behind[1], Driver[1].IsPacked);
    }

    private static void Check(DeviceRing ring, int behind, bool packed)
    {
        if (ring.State != RingState.Running || ring.HasAgain) return;
        int busy = (ushort)(ring.NextAvail - ring.NextUsed - behind);
        FuzzException.Unless(busy == ring.InFlightCount && !ring.HasStaged,
            $"used.idx is {busy} behind avail.idx, {ring.InFlightCount} chains are in flight: each comes back once (VQ-02)");
        FuzzException.Unless(busy <= ring.Size, "no more chains are in flight than the ring has entries");
        if (!packed) return;
        int used = (int)(ring.Base >> 16), avail = (int)(ring.Base & 0xffff);
        int slots = (avail & 0x7fff) - (used & 0x7fff) + (((avail ^ used) & 0x8000) == 0 ? 0 : ring.Size);
        FuzzException.Unless(slots >= busy && slots <= ring.Size, "the used place never passes what was taken (VQ-34)");
    }

    private void OnRequestQueue(object message)
    {
        _queues.DrainRequests();
        _queues.Dispatch();
    }

    private void OnEventQueue(object message)
    {
        if (message is QueueProtocol.ReturnsReady)
        {
            _queues.StageReturns();
            return;
        }

        _queues.DrainEvents();
        if (_queues.HasRequests) OnRequestQueue(QueueProtocol.Drain.Instance);
        else _queues.Dispatch();
    }

    private void OnGuest(object message)
    {
        if (message is not QueueProtocol.RingBroken broken) return;
        FuzzException.Unless(_remapped || broken.Reason != nameof(RingFault.ResponseOutsideMemory),
            "while the memory table stays, an answer that cannot be written costs its chain, not the ring (VQ-16)");
        Broken++;
        Drop(broken.Ring);
    }

    internal sealed class Clock : IMonotonicClock
    {
        public long NowNs { get; set; } = 1_000_000_000;
    }

    /// <summary>A reactor that nobody needs: the world turns its guests itself.</summary>
    private sealed class NoReactor : IReactor
    {
        private bool _flush;

        public bool IsReactorThread => true;

        public RecordTurn? Record => null;

        public void AfterCommit(IReactorWork work) => throw new NotSupportedException();

        public void Post(IReactorWork work) => throw new NotSupportedException();

        public void Post(object state, Action<object> run) => throw new NotSupportedException();

        public void Watch(SafeHandle fd, EpollEvents events, IReadyHandler handler) => throw new NotSupportedException();

        public void Rewatch(SafeHandle fd, EpollEvents events) => throw new NotSupportedException();

        public void Unwatch(SafeHandle fd) => throw new NotSupportedException();

        public void Join(ITurnParticipant participant)
        {
        }

        public void Leave(ITurnParticipant participant)
        {
        }

        public void RequestIntake(ITurnParticipant participant)
        {
        }

        public void RequestFlush(ITurnParticipant participant) => _flush = true;

        public bool TakeFlush()
        {
            bool asked = _flush;
            _flush = false;
            return asked;
        }
    }
}
