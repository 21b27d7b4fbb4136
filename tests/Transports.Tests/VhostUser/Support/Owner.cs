using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using Xunit;

namespace GpioHub.Transports.Tests.VhostUser;

/// <summary>An owner of a session, like GuestActor: it carries out effects in order, and checks what an owner may rely on.</summary>
internal sealed partial class Owner : IDisposable
{
    private enum Rest
    {
        None,
        Running,
        Paused,
    }

    private readonly VhostUserOffer _offer;
    private readonly Rest[] _objects = new Rest[VhostUserOffer.RingCount];
    private readonly NotifyFd?[] _kicks = new NotifyFd?[VhostUserOffer.RingCount];
    private readonly NotifyFd?[] _calls = new NotifyFd?[VhostUserOffer.RingCount];

    public Owner(VhostUserOffer? offer = null)
    {
        _offer = offer ?? Offer;
        Session = new VhostUserSession(_offer);
    }

    /// <summary>The offer with which QEMU was recorded, MQ | REPLY_ACK | CONFIG, and what VU-S3 advises beyond it.</summary>
    /// <summary>Of split rings only; what packed rings change has tests of its own.</summary>
    public static VhostUserOffer Offer { get; } = new()
    {
        Config = new byte[] { 8, 0, 0, 0, 24, 0, 0, 0 },
        Features = VhostUserOffer.SplitFeatures,
    };

    public VhostUserSession Session { get; private set; }

    /// <summary>The result of the next start or look-up of a ring; null: it succeeds.</summary>
    public Func<int, string?> RingFault { get; set; } = _ => null;

    public string? MemoryFault { get; set; }

    /// <summary>The index of each ring when it is stopped.</summary>
    public ushort[] NextAvail { get; } = [0, 0];

    /// <summary>Whether the start of a ring was the first after all had stopped, in order of starts.</summary>
    public List<bool> FirstStarts { get; } = [];

    public List<string> Logs { get; } = [];

    /// <summary>Every answer, whole.</summary>
    public List<byte[]> Answers { get; } = [];

    /// <summary>Called with the regions that are to be mapped.</summary>
    public Action<IReadOnlyList<SharedRegion>> Mapping { get; set; } = _ => { };

    public bool Closed { get; private set; }

    /// <summary>Hands in a message and carries out its effects.</summary>
    /// <returns>The effects in short words, log lines left out.</returns>
    public string Take(VhostUserMessage message)
    {
        IReadOnlyList<SessionEffect> effects = Session.Handle(message);
        int answers = effects.Count(e => e is Reply or Ack or ReplyVringBase);
        Assert.True(answers <= 1, "one answer at most (VU-03)");
        return string.Join("; ", effects.Select(CarryOut).Where(words => words.Length > 0));
    }

    /// <summary>Tells the session that a ring that does not run was kicked a while ago.</summary>
    public string Kick(int ring) => string.Join("; ", Session.Kicked(ring).Select(CarryOut).Where(words => words.Length > 0));

    /// <summary>Ends the connection as its owner does, and closes the session.</summary>
    public string Disconnect()
    {
        string words = string.Join("; ", Session.Disconnect().Select(CarryOut).Where(w => w.Length > 0));
        Session.Dispose();
        return words;
    }

    public void Dispose() => Session.Dispose();

    private string CarryOut(SessionEffect effect)
    {
        Assert.False(Closed && effect is not (QuiesceRing or SetKick or ReleaseMemory), "nothing follows Close");
        switch (effect)
        {
            case Reply reply: return Answer(reply.Frame.Span);
            case Ack: return Answer(Session.CompleteAck());
            case ReplyVringBase reply:
                Assert.Equal(Rest.None, _objects[reply.Ring]);
                Assert.Null(_calls[reply.Ring]);                 // nothing can be signalled any more (VU-34)
                return Answer(Session.CompleteGetVringBase(reply.Ring));
            case Close close:
                Closed = true;
                Logs.Add(close.Reason);
                return "close";
            case Log log:
                Logs.Add(log.Text);
                return "";
            case QuiesceRing quiesce: return Quiesce(quiesce);
            case StartRing start: return Start(start.Ring);
            case ResumeRing resume:
                Assert.Equal(Rest.Paused, _objects[resume.Ring]);
                _objects[resume.Ring] = Rest.Running;
                return $"resume {resume.Ring}";
            case RemapRing remap:
                Assert.NotEqual(Rest.None, _objects[remap.Ring]);
                if (RingFault(remap.Ring) is { } lost)
                {
                    Session.RingFailed(remap.Ring, lost);
                    _objects[remap.Ring] = Rest.Paused;          // it takes nothing any more
                }
                return $"remap {remap.Ring}";
            case SetKick kick: return Swap("kick", _kicks, kick.Ring, kick.Handle);
            case SetCall call: return Swap("call", _calls, call.Ring, call.Handle);
            case SetErr err: return Swap("err", new NotifyFd?[VhostUserOffer.RingCount], err.Ring, err.Handle);
            case FeaturesChanged features:
                Assert.DoesNotContain(Rest.Running, _objects);   // no ring takes buffers at this moment (VU-18)
                Assert.Equal(Session.Features, features.Features);
                return $"features 0x{(ulong)features.Features:x}";
            case ReplaceMemory replace: return Map($"memory {replace.Regions.Count}", replace.Regions);
            case AddRegion add: return Map("add region", [add.Region]);
            case RemoveRegion: return Map("remove region", []);
            case ReleaseMemory:
                Assert.All(_objects, o => Assert.Equal(Rest.None, o));
                return "release memory";
            case ResetDevice:
                Assert.All(_objects, o => Assert.Equal(Rest.None, o));
                return "reset device";
            case DriverGone gone:
                Assert.DoesNotContain(Session.Rings, ring => ring.Stage == RingStage.Running);
                return $"driver gone {gone.Sign}";
            default: throw new InvalidOperationException($"an owner that does not know {effect}");
        }
    }

    private string Start(int ring)
    {
        Assert.Equal(Rest.None, _objects[ring]);
        Assert.NotNull(_kicks[ring]);
        FirstStarts.Add(Session.NoRingAlive);
        if (RingFault(ring) is { } fault)
        {
            Session.RingFailed(ring, fault);
        }
        else
        {
            _objects[ring] = Rest.Running;
            Session.RingStarted(ring);
        }
        return $"start {ring}";
    }

    private string Quiesce(QuiesceRing quiesce)
    {
        Assert.NotEqual(Rest.None, _objects[quiesce.Ring]);
        if (quiesce.Kind == RingStopKind.Disable)
        {
            Assert.Equal(Rest.Running, _objects[quiesce.Ring]);
            _objects[quiesce.Ring] = Rest.Paused;
        }
        else
        {
            _objects[quiesce.Ring] = Rest.None;
            Session.RingStopped(quiesce.Ring, NextAvail[quiesce.Ring]);
        }
        return $"quiesce {quiesce.Ring} {quiesce.Kind}";
    }

    private string Map(string words, IReadOnlyList<SharedRegion> regions)
    {
        Assert.All(regions, r => Assert.False(r.File.IsClosed));
        Mapping(regions);
        if (MemoryFault is { } fault) Session.MemoryRefused(fault);
        else Session.MemoryApplied();
        Assert.All(regions, r => Assert.True(r.File.IsClosed));  // closed after mmap (VU-37)
        return words;
    }

    private static string Swap(string what, NotifyFd?[] at, int ring, NotifyFd? handle)
    {
        Assert.False(at[ring]?.IsClosed ?? false, "the old descriptor lives until it is replaced (VU-31)");
        Assert.False(handle?.IsClosed ?? false);
        at[ring] = handle;
        return handle is null ? $"{what} {ring} off" : $"{what} {ring}";
    }

    private string Answer(ReadOnlySpan<byte> frame)
    {
        Answers.Add(frame.ToArray());
        Assert.Null(VhostUserHeader.Decode(frame, out VhostUserHeader header));
        Assert.Equal(VhostUserHeader.ReplyFlags, header.Flags);
        ReadOnlySpan<byte> payload = frame[VhostUserHeader.Size..];
        Assert.Equal((uint)payload.Length, header.PayloadBytes);
        return header.Request switch
        {
            VhostUserRequest.GetConfig => $"config [{Convert.ToHexString(payload)}]",
            VhostUserRequest.GetVringBase =>
                VringState.TryDecode(payload, out VringState state) ? $"base {state.Index} {state.Value}" : "bad base",
            _ => VhostUserFrame.TryReadU64(payload, out ulong value) ? $"reply 0x{value:x}" : "bad reply",
        };
    }
}
