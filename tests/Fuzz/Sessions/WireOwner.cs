using GpioHub.Fuzz.Support;
using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.Fuzz.Sessions;

/// <summary>An owner of a session with the production memory table and rings: it carries out effects as
/// <see cref="Actors.Guests.GuestActor"/> does, and checks what an owner relies on.</summary>
internal sealed class WireOwner(VhostUserOffer offer) : IDisposable
{
    private readonly MemoryTable _memory = new();
    private readonly bool[] _built = new bool[2];
    private readonly bool[] _paused = new bool[2];
    private readonly NotifyFd?[] _kick = new NotifyFd?[2];
    private readonly NotifyFd?[] _call = new NotifyFd?[2];
    private readonly NotifyFd?[] _err = new NotifyFd?[2];

    public VhostUserSession Session { get; } = new(offer);

    public DeviceRing[] Rings { get; } = [new(), new()];

    public bool Closed { get; private set; }

    public long Starts { get; private set; }

    public long Refused { get; private set; }

    /// <summary>Hands in a message and carries out its effects.</summary>
    /// <param name="send">Sends a frame to the front-end.</param>
    public void Take(VhostUserMessage message, Action<byte[]> send)
    {
        var effects = Session.Handle(message);
        int answers = 0;
        foreach (var effect in effects)
        {
            FuzzException.Unless(!Closed, "nothing follows the end of a connection");
            if (effect is Reply or Ack or ReplyVringBase) answers++;
            CarryOut(effect, send);
        }

        FuzzException.Unless(answers <= 1, "a message has one answer at most (VU-03)");
        _memory.ReleaseRetired();
    }

    public void Disconnect()
    {
        foreach (var effect in Session.Disconnect()) CarryOut(effect, _ => throw new FuzzException("nothing is sent after the end"));
        FuzzException.Unless(!_built[0] && !_built[1], "no ring outlives its connection (VU-55)");
        Dispose();
    }

    public void Dispose()
    {
        Session.Dispose();
        _memory.Dispose();
    }

    /// <summary>Takes a few chains of the rings that run, and answers them.</summary>
    public int Serve(Dice dice)
    {
        int chains = 0;
        for (int i = 0; i < 2; i++)
        {
            var ring = Rings[i];
            if (!_built[i] && dice.OneIn(4))
                foreach (var effect in Session.Kicked(i)) CarryOut(effect, _ => throw new FuzzException("a kick is not answered"));
            if (!_built[i] || _paused[i]) continue;
            ushort upTo = ring.ReadAvail();
            while (chains < 8 && ring.Fetch(upTo, 0) == FetchResult.Chain) chains++;
            if (dice.OneIn(2)) ring.FailAll(new ShortResponse(1, 0, 2));
            if (ring.Flush() == FlushResult.Notify) _call[i]?.Signal();
            if (dice.OneIn(2)) ring.DisableKicks();
            else ring.EnableKicks();
            if (ring.State != RingState.Broken) continue;
            ring.Stop();
            Session.RingBroken(i, ring.Fault.InWords());
            _err[i]?.Signal();
        }

        return chains;
    }

    private void CarryOut(SessionEffect effect, Action<byte[]> send)
    {
        switch (effect)
        {
            case Reply reply: send(reply.Frame.ToArray()); break;
            case Ack: send(Session.CompleteAck()); break;
            case ReplyVringBase reply:
                FuzzException.Unless(!_built[reply.Ring] && _call[reply.Ring] is null, "a ring whose base is told is at rest (VU-34)");
                send(Session.CompleteGetVringBase(reply.Ring));
                break;
            case QuiesceRing quiesce: Quiesce(quiesce.Ring, quiesce.Kind); break;
            case StartRing start: Start(start.Ring); break;
            case ResumeRing resume:
                FuzzException.Unless(_built[resume.Ring] && _paused[resume.Ring], "only a paused ring resumes (VU-35)");
                _paused[resume.Ring] = false;
                break;
            case RemapRing remap: Remap(remap.Ring); break;
            case ReplaceMemory replace: Mapped(_memory.Replace(replace.Regions)); break;
            case AddRegion add: Mapped(_memory.Add(add.Region)); break;
            case RemoveRegion remove: Mapped(_memory.Remove(remove.Region)); break;
            case SetKick kick: Swap(_kick, kick.Ring, kick.Handle); break;
            case SetCall call: Swap(_call, call.Ring, call.Handle); break;
            case SetErr err: Swap(_err, err.Ring, err.Handle); break;
            case FeaturesChanged:
                FuzzException.Unless(!Runs(0) && !Runs(1), "features change while no ring runs (VU-18)");
                break;
            case Close: Closed = true; break;
            case Log: Refused++; break;
        }
    }

    private bool Runs(int ring) => _built[ring] && !_paused[ring] && Rings[ring].State == RingState.Running;

    private void Quiesce(int ring, RingStopKind kind)
    {
        FuzzException.Unless(_built[ring], "only a ring that was built is stopped");
        _paused[ring] = kind == RingStopKind.Disable;
        if (_paused[ring]) return;
        _built[ring] = false;
        Session.RingStopped(ring, Rings[ring].Stop());
    }

    private void Start(int ring)
    {
        FuzzException.Unless(!_built[ring] && _kick[ring] is { IsClosed: false }, "a ring starts once, with a kick descriptor (VU-22)");
        string? fault = Session.DescribeRing(ring, _memory.Memory, out var setup);
        if (fault is null)
        {
            var past = RingPast.GoesOn | (ring == 1 ? RingPast.HoldsLong : 0) | (setup.Anew ? 0 : RingPast.NotSetUpAnew);
            var refused = Rings[ring].TryStart(_memory.Memory, setup.At, setup.Size, setup.Base, setup.Features, past);
            if (refused != RingFault.None) fault = refused.InWords();
        }

        if (fault is not null)
        {
            Session.RingFailed(ring, fault);
            return;
        }

        Starts++;
        (_built[ring], _paused[ring]) = (true, false);
        Session.RingStarted(ring);
    }

    private void Remap(int ring)
    {
        FuzzException.Unless(_built[ring], "only a ring that was built is looked up again (VU-40)");
        string? fault = Session.DescribeRing(ring, _memory.Memory, out var setup);
        if (fault is null && Rings[ring].Retranslate(_memory.Memory, setup.At, setup.Features) is not RingFault.None and var broken)
            fault = broken.ToString();
        if (fault is null) return;
        Rings[ring].Stop();
        Session.RingFailed(ring, fault);
    }

    private void Mapped(string? refused)
    {
        if (refused is null) Session.MemoryApplied();
        else Session.MemoryRefused(refused);
    }

    private static void Swap(NotifyFd?[] at, int ring, NotifyFd? handle)
    {
        FuzzException.Unless(at[ring] is not { IsClosed: true }, "a descriptor lives until it is replaced (VU-31)");
        FuzzException.Unless(handle is not { IsClosed: true }, "no closed descriptor is handed out");
        at[ring] = handle;
    }
}
