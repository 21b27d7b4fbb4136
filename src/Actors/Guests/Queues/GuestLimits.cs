using Akka.Actor;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Lines;
using GpioHub.Rules;

namespace GpioHub.Actors.Guests;

/// <summary>The limits of one guest per second (<c>requestsPerSecond</c>, <c>interruptsPerSecond</c>), and the lines that wait because of
/// them.</summary>
/// <remarks>
/// Requests beyond the limit stay in the ring, where they cost nobody anything. Interrupts beyond it stay latched in their lines. Nothing
/// is refused and nothing lost. The limits belong to the guest, not to its session: a guest that reconnects gets no more. Guest's reactor
/// only; allocates when somebody begins to wait.
/// </remarks>
internal sealed class GuestLimits(IMonotonicClock clock)
{
    /// <summary>By which the limits pass.</summary>
    public IMonotonicClock Clock => clock;

    private TokenBucket _requests;
    private TokenBucket _interrupts;
    private List<IActorRef> _waiting = [];
    private List<IActorRef> _spare = [];

    /// <summary>Set by the guest's turn, and called when requests or interrupts begin to wait. <see cref="NextNs"/> says until
    /// when.</summary>
    public Action OnHeld { get; set; } = () => { };

    /// <summary>Requests stay in the ring for now.</summary>
    public bool RequestsHeld { get; private set; }

    /// <summary>Every line of the guest counts as masked.</summary>
    public bool InterruptsHeld { get; private set; }

    /// <summary>How often requests had to wait in the ring.</summary>
    public long RequestPauses { get; private set; }

    /// <summary>Deliveries that had to wait.</summary>
    public long LateInterrupts { get; private set; }

    /// <summary>Requests that may be taken in the turn that begins; <see cref="int.MaxValue"/> = no limit.</summary>
    public int RequestsLeft
    {
        get
        {
            if (_requests.IsUnlimited) return int.MaxValue;
            _requests = _requests.At(clock.NowNs);
            return _requests.Whole;
        }
    }

    /// <summary>When the requests or interrupts that wait can go on, nanoseconds; null = none waits.</summary>
    public long? NextNs => (RequestsHeld, InterruptsHeld) switch
    {
        (true, true) => Math.Min(_requests.NextNs, _interrupts.NextNs),
        (true, false) => _requests.NextNs,
        (false, true) => _interrupts.NextNs,
        _ => null,
    };

    /// <summary>Sets other limits, of which nothing is used up yet.</summary>
    /// <param name="requests">A second; null = no limit.</param>
    /// <param name="interrupts">A second; null = no limit.</param>
    public void Set(int? requests, int? interrupts)
    {
        (_requests, _interrupts) = (TokenBucket.Full(requests, clock.NowNs), TokenBucket.Full(interrupts, clock.NowNs));
        Resume();
    }

    /// <summary>Notes that requests were taken.</summary>
    /// <param name="more">The ring has more requests.</param>
    public void Took(int requests, bool more)
    {
        if (_requests.IsUnlimited) return;
        _requests = _requests.Without(requests);
        if (_requests.Whole > 0 || !more || RequestsHeld) return;
        RequestsHeld = true;
        RequestPauses++;
        OnHeld();
    }

    /// <summary>Notes that a buffer went out VALID.</summary>
    public void Delivered()
    {
        if (_interrupts.IsUnlimited) return;
        _interrupts = _interrupts.At(clock.NowNs).Without(1);
        if (_interrupts.Whole > 0 || InterruptsHeld) return;
        InterruptsHeld = true;
        OnHeld();
    }

    /// <summary>Notes that a line has an interrupt to deliver. The line hears <see cref="LineProtocol.InterruptsAgain"/> when it may; lines
    /// hear it in the order in which they came.</summary>
    public void Await(IActorRef line)
    {
        LateInterrupts++;
        _waiting.Add(line);
    }

    /// <summary>Lets those go on that can, because time has passed.</summary>
    /// <returns>Whether requests may be taken again.</returns>
    public bool Pass()
    {
        long now = clock.NowNs;
        (_requests, _interrupts) = (_requests.At(now), _interrupts.At(now));
        if (InterruptsHeld && _interrupts.Whole > 0) Unmute();
        if (!RequestsHeld || _requests.Whole == 0) return false;
        RequestsHeld = false;
        return true;
    }

    /// <summary>Holds nobody any more, because whatever would have ended the wait may be gone. A line that still has to wait is held
    /// again.</summary>
    public void Resume()
    {
        RequestsHeld = false;
        Unmute();
    }

    /// <summary>Forgets the lines that wait, because the guest has other lines.</summary>
    public void Forget() => _waiting.Clear();

    private void Unmute()
    {
        InterruptsHeld = false;
        (_waiting, _spare) = (_spare, _waiting);
        foreach (var line in _spare) line.Tell(LineProtocol.InterruptsAgain.Instance, ActorRefs.NoSender);
        _spare.Clear();
    }
}
