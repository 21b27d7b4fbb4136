using Akka.Actor;
using GpioHub.Actors.Lines;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Guests;

/// <summary>Both rings of one guest, and what is between them and the lines: work to hand out, completions to stage.</summary>
/// <remarks>
/// It belongs to the guest's session and outlives the actors that work on it. They get it through Props, so no restart loses a head or
/// returns it twice. Guest's reactor only. Everything is preallocated, or grows once to the guest's own size.
/// </remarks>
internal sealed partial class GuestQueues : ILineOutput
{
    private readonly List<(Ticket Ticket, ShortResponse Response)> _answers = new(64);
    private readonly ReturnedBuffers _returns;
    private readonly List<IActorRef> _unpublished = [];
    private IActorRef[] _lines;
    private LineStore?[] _stores;

    public GuestQueues(string guest, int lineCount, NameBlock names, GuestLimits limits)
    {
        Guest = guest;
        (Limits, Refusals) = (limits, new RefusalLog(limits.Clock));
        (LineCount, Names) = ((ushort)lineCount, names);
        _returns = new ReturnedBuffers(Events, Delivered);
        Work = WorkOf(lineCount);
        (_lines, _stores) = (NobodyFor(lineCount), new LineStore?[lineCount]);
    }

    public string Guest { get; }

    public DeviceRing Requests { get; } = new();

    public GuestLimits Limits { get; }

    public bool InterruptsHeld => Limits.InterruptsHeld;

    public RefusalLog Refusals { get; }

    public DeviceRing Events { get; } = new();

    /// <summary>The interrupts among what is staged on <see cref="Events"/>.</summary>
    public DeliveredInterrupts Delivered { get; } = new();

    /// <summary>Where both rings are written for a successor of this process; null = nowhere.</summary>
    internal RingRecords? Written { get; set; }

    /// <summary>What of the guest is in hand; null = nobody is told.</summary>
    internal GuestBlame? Blame { get; set; }

    /// <summary>A ring by its <see cref="RingIndex"/>.</summary>
    internal DeviceRing Ring(int ring) => ring == RingIndex.Request ? Requests : Events;

    public ushort LineCount { get; private set; }

    public NameBlock Names { get; private set; }

    /// <summary>One preallocated message per line.</summary>
    public LineWork[] Work { get; private set; }

    public IActorRef RequestQueue { get; set; } = ActorRefs.Nobody;

    public IActorRef EventQueue { get; set; } = ActorRefs.Nobody;

    /// <summary>Requests that no line answers.</summary>
    public NamelessRequests Nameless { get; } = new();

    /// <summary>Chains or buffers refused on each ring since the guest started: [requestq, eventq].</summary>
    public long[] Malformed { get; } = new long[2];

    /// <summary>Set by the guest's turn; called when something is staged, or is to be.</summary>
    public Action OnStaged { get; set; } = () => { };

    /// <summary>Takes other lines. Only while both rings are stopped.</summary>
    internal void Reshape(int lineCount, NameBlock names)
    {
        Renew();
        Limits.Forget();
        (LineCount, Names, Work) = ((ushort)lineCount, names, WorkOf(lineCount));
        (_lines, _stores) = (NobodyFor(lineCount), new LineStore?[lineCount]);
    }

    /// <param name="store">Where its reads are answered at once; null = nowhere.</param>
    public void SetLine(int line, IActorRef actor, LineStore? store) => (_lines[line], _stores[line]) = (actor, store);

    /// <inheritdoc/>
    /// <remarks>The turn stages the answers of all lines at its end, just before it publishes them.</remarks>
    public void Answer(Ticket ticket, GpioStatus status, byte value)
    {
        bool first = _answers.Count == 0;
        _answers.Add((ticket, new ShortResponse((byte)status, value, GpioResponse.Size)));
        if (first) OnStaged();
    }

    public void GiveBack(Ticket ticket, IrqStatus status) => GiveBack(ticket, status, 0, IntakeNs);

    public void Deliver(Ticket ticket, ushort line, long sinceNs)
    {
        Limits.Delivered();
        GiveBack(ticket, IrqStatus.Valid, line, sinceNs);
    }

    private void GiveBack(Ticket ticket, IrqStatus status, ushort line, long sinceNs)
    {
        if (_returns.Add(ticket, status, line, sinceNs)) EventQueue.Tell(QueueProtocol.ReturnsReady.Instance, ActorRefs.NoSender);
    }

    public void InHand(Ticket request) => Blame?.Holds(RingIndex.Request, request.Head);

    /// <summary>Stages everything that lines have given for a ring.</summary>
    public void Stage(int ring)
    {
        if (ring == 0) StageAnswers();
        else StageReturns();
    }

    /// <summary>Stages what lines have answered. Doing it twice does nothing, because the ring ignores a ticket that is no longer in
    /// flight.</summary>
    public void StageAnswers()
    {
        foreach (var (ticket, response) in _answers) Requests.Stage(ticket, response);
        _answers.Clear();
    }

    /// <summary>Stages the buffers that lines have given back.</summary>
    public void StageReturns()
    {
        _returns.Stage();
        if (Events.HasStaged) OnStaged();
    }

    public void AwaitInterrupt(IActorRef line) => Limits.Await(line);

    public InFlightChains BuffersOf(ushort line) => Events.InFlightOf(line);

    public int FailLine(ushort line)
    {
        Work[line].Clear();
        StageAnswers();
        int failed = Requests.FailLine(line, GpioResponse.Error);
        if (failed > 0) OnStaged();
        return failed;
    }

    public long Flushes { get; private set; }

    public void AwaitPublication(IActorRef line)
    {
        _unpublished.Add(line);
        OnStaged();
    }

    /// <summary>Notes that the requestq has been flushed, and tells the lines that waited for it.</summary>
    public void Published()
    {
        Flushes++;
        if (_unpublished.Count == 0) return;
        foreach (var line in _unpublished) line.Tell(LineProtocol.ReplyPublished.Instance, ActorRefs.NoSender);
        _unpublished.Clear();
    }

    /// <summary>How often the actors of both queues have failed.</summary>
    public QueueFailures Failures { get; } = new();

    /// <summary>Prepares the queues for new actors: messages in mailboxes of the old actors are lost.</summary>
    public void Renew()
    {
        Forget(requests: true);
        Forget(requests: false);
        _touched.Clear();
        _unpublished.Clear();
        foreach (var work in Work) work.Clear();
    }

    /// <summary>Forgets a ring, and everything that waited for it.</summary>
    public void Forget(bool requests)
    {
        if (!requests)
        {
            _returns.Forget();
            foreach (var work in Work) work.Buffers.Clear();
            return;
        }

        _answers.Clear();
        foreach (var work in Work) work.Requests.Clear();
    }

    private static LineWork[] WorkOf(int lineCount) => [.. Enumerable.Range(0, lineCount).Select(_ => new LineWork())];

    private static IActorRef[] NobodyFor(int lineCount) => [.. Enumerable.Repeat<IActorRef>(ActorRefs.Nobody, lineCount)];
}
