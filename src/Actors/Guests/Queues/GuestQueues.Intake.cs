using System.Buffers.Binary;
using GpioHub.Actors.Lines;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Guests;

/// <content>Intake: chains become work for lines.</content>
internal sealed partial class GuestQueues
{
    /// <summary>Chains of one guest in one turn, over both rings. Our limit: it bounds the worst wait of the other guests
    /// (VQ-63).</summary>
    /// <remarks>
    /// The number is small because a flush ends each turn: while the hub works on the next chains, the driver works on the answers of the
    /// last ones. With 64, hub and driver would take turns at doing nothing if the driver keeps 64 outstanding.
    /// </remarks>
    public const int ChainsPerTurn = 16;

    private readonly List<int> _touched = new(64);

    /// <summary>How far the requestq may be drained; set by a turn's intake.</summary>
    public ushort RequestsUpTo { get; set; }

    /// <summary>How far the eventq is drained before that. It is read after the requestq's index, so that every buffer queued before a
    /// request is there first (VG-D-38).</summary>
    public ushort EventsUpTo { get; set; }

    /// <summary>When the intake happened; monotonic, nanoseconds.</summary>
    public long IntakeNs { get; set; }

    /// <summary>Chains that this turn may still take.</summary>
    public int Budget { get; set; }

    /// <summary>Whether chains of [requestq, eventq] are taken. A drain that is under way when its ring is closed takes nothing more:
    /// nobody would return what it handed out (VU-33, VU-45).</summary>
    public bool[] Open { get; } = new bool[2];

    /// <summary>Takes a snapshot of both rings. If an earlier turn had no room for requests that it saw, the old snapshot stays: eventq
    /// buffers without end would starve these requests .</summary>
    public void TakeSnapshots()
    {
        bool taken = Open[0] && !Limits.RequestsHeld;
        bool carried = taken && RequestsUpTo != Requests.NextAvail && Requests.State == RingState.Running;
        if (!carried)
        {
            RequestsUpTo = taken ? Requests.ReadAvail() : Requests.NextAvail;
            EventsUpTo = Open[1] ? Events.ReadAvail() : Events.NextAvail;
        }
        else if (!Open[1]) EventsUpTo = Events.NextAvail;
    }

    /// <summary>Forgets the snapshots, because a ring is opened, perhaps at another index.</summary>
    public void ForgetSnapshots() => (RequestsUpTo, EventsUpTo) = (Requests.NextAvail, Events.NextAvail);

    /// <summary>The turn's snapshot covers requests that are not taken yet, or some are to be taken again.</summary>
    public bool HasRequests => RequestsUpTo != Requests.NextAvail || Requests.HasAgain;

    /// <summary>As <see cref="HasRequests"/>, of the eventq's buffers.</summary>
    public bool HasEvents => EventsUpTo != Events.NextAvail || Events.HasAgain;

    /// <summary>Takes the eventq's new buffers.</summary>
    public void DrainEvents()
    {
        Span<byte> bytes = stackalloc byte[IrqRequest.Size];
        if (Open[1]) Events.ReadAhead(EventsUpTo, Budget);
        while (Open[1] && Budget > 0 && Events.Fetch(EventsUpTo, IntakeNs) == FetchResult.Chain)
        {
            Budget--;
            var chain = Events.Current;
            if (Blame is { } events && events.Takes(RingIndex.Event, chain.Ticket.Head))
            {
                Malformed[1]++;
                Events.Stage(chain.Ticket, IrqResponse.Invalid);
                OnStaged();
                continue;
            }

            int read = chain.CopyReadable(bytes);
            if (chain.Fault == ChainFault.None && IrqRequest.Decode(bytes[..read], LineCount, out var buffer) == WireFault.None)
            {
                Events.Assign(chain.Ticket, buffer.Line);
                Touch(buffer.Line).Buffers.Add(chain.Ticket);
                continue;
            }

            Malformed[1]++;                                                // VG-D-45, VQ-50…58: INVALID where a byte can be written
            Events.Stage(chain.Ticket, IrqResponse.Invalid);
            OnStaged();
        }
    }

    /// <summary>Takes requests up to the turn's snapshot. Answers GET_LINE_NAMES at once, because it belongs to no line
    /// (VG-D-15).</summary>
    public void DrainRequests()
    {
        Span<byte> bytes = stackalloc byte[GpioRequest.Size];
        int allowed = Math.Min(Budget, Limits.RequestsLeft), left = allowed;
        if (Open[0]) Requests.ReadAhead(RequestsUpTo, allowed);
        while (Open[0] && left > 0 && Requests.Fetch(RequestsUpTo, IntakeNs) == FetchResult.Chain)
        {
            left--;
            var chain = Requests.Current;
            if (Blame is { } requests && requests.Takes(RingIndex.Request, chain.Ticket.Head))
            {
                Refuse(chain, LineRefusal.Poison, default);
                continue;
            }

            int read = chain.CopyReadable(bytes);
            var fault = chain.Fault == ChainFault.None
                ? GpioRequest.Decode(bytes[..read], LineCount, out var request)
                : Undecoded(out request);
            if (fault == WireFault.None && request.Type == GpioMessage.GetLineNames) AnswerNames(chain);
            else if (fault == WireFault.None && request.Type == GpioMessage.GetValue && ReadAtOnce(chain, request.Line)) continue;
            else Route(chain, fault, request, bytes[..read]);
        }

        Budget -= allowed - left;
        Limits.Took(allowed - left, more: Open[0] && HasRequests);
    }

    /// <summary>Hands the collected work to its lines, one message each.</summary>
    public void Dispatch()
    {
        foreach (int line in _touched)
        {
            var work = Work[line];
            if (work.Told || (work.Buffers.Count == 0 && work.Requests.Count == 0)) continue;
            work.Told = true;
            _lines[line].Tell(work, Akka.Actor.ActorRefs.NoSender);
        }

        _touched.Clear();
    }

    /// <summary>Answers GET_VALUE of a line for which nothing else waits, where nothing of the line changes by it.</summary>
    /// <returns>false = the line's actor gets it.</returns>
    private bool ReadAtOnce(FetchedChain chain, ushort line)
    {
        var work = Work[line];
        bool waits = work.Told || work.Requests.Count > 0;                 // VG-D-14
        if (waits || chain.WritableLength < GpioResponse.Size || _stores[line]?.Reads?.Now() is not { } level) return false;
        Requests.Stage(chain.Ticket, new ShortResponse((byte)GpioStatus.Ok, (byte)(level ? 1 : 0), GpioResponse.Size));
        OnStaged();
        return true;
    }

    private static WireFault Undecoded(out GpioRequest request)
    {
        request = default;
        return WireFault.TooShort;
    }

    private void Route(FetchedChain chain, WireFault fault, in GpioRequest request, ReadOnlySpan<byte> bytes)
    {
        var refusal = RefusalOf(chain, fault);                             // VG-D-18, VG-D-19
        if (refusal != LineRefusal.None) Malformed[0]++;
        var read = fault == WireFault.None ? request : AsWritten(bytes);
        int line = fault == WireFault.None ? request.Line : NamedLine(bytes, chain.Fault);
        if (line < 0)
        {
            Refuse(chain, refusal, read);
            return;
        }

        Requests.Assign(chain.Ticket, (ushort)line);
        Touch(line).Requests.Add(new LineRequest(chain.Ticket, read, refusal));
    }

    /// <summary>Answers a request that belongs to no line, or is given to none.</summary>
    private void Refuse(FetchedChain chain, LineRefusal refusal, in GpioRequest request)
    {
        Nameless.Add();
        Nameless.Note(refusal, request, IntakeNs);
        Requests.Stage(chain.Ticket, GpioResponse.Error);
        OnStaged();
    }

    private static LineRefusal RefusalOf(FetchedChain chain, WireFault fault)
    {
        if (chain.Fault != ChainFault.None) return LineRefusal.BadChain;
        return fault switch
        {
            WireFault.TooShort => LineRefusal.TooShort,
            WireFault.UnknownType => LineRefusal.UnknownType,
            WireFault.LineOutOfRange => LineRefusal.NoSuchLine,
            WireFault.ValueOutOfRange => LineRefusal.BadValue,
            _ => chain.WritableLength < GpioResponse.Size ? LineRefusal.NoRoom : LineRefusal.None,
        };
    }

    /// <summary>A malformed request as it was written, for a person; default if it is not whole.</summary>
    private static GpioRequest AsWritten(ReadOnlySpan<byte> bytes) => bytes.Length < GpioRequest.Size
        ? default
        : new GpioRequest((GpioMessage)BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]), BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]));

    /// <summary>The line that a malformed message names, so that its ERR keeps the order of that line (VG-D-14); -1 = none.</summary>
    private int NamedLine(ReadOnlySpan<byte> bytes, ChainFault fault)
    {
        if (fault != ChainFault.None || bytes.Length < 4) return -1;
        int line = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]);
        return line < LineCount ? line : -1;
    }

    private LineWork Touch(int line)
    {
        var work = Work[line];
        if (!work.Told && work.Buffers.Count == 0 && work.Requests.Count == 0) _touched.Add(line);
        return work;
    }

    /// <summary>Answers GET_LINE_NAMES: 1 + N bytes, or ERR with every byte zero (VG-D-11…19, VG-D-22).</summary>
    private void AnswerNames(FetchedChain chain)
    {
        Nameless.Add();
        uint written = Names.Answer(chain, out var status);
        if (status != GpioStatus.Ok && Names.Size > 0)
        {
            Malformed[0]++;
            Nameless.Note(LineRefusal.NoRoom, new GpioRequest(GpioMessage.GetLineNames, 0, 0), IntakeNs);
        }

        Requests.StageWritten(chain.Ticket, written);
        OnStaged();
    }
}
