namespace GpioHub.Transports.Virtio;

public sealed partial class DeviceRing
{
    private StagedCompletion[] _staged = []; // as many as the ring has heads: each is staged at most once per flush
    private int _stagedCount;

    /// <summary>Chains fetched and not answered.</summary>
    public int InFlightCount => _inFlight.Count;

    /// <summary>True if <see cref="Flush"/> has something to publish.</summary>
    public bool HasStaged => _stagedCount > 0;

    /// <summary>Fetch time of the oldest unanswered chain, nanoseconds; null if there is none.</summary>
    public long? OldestFetchedNs => _inFlight.Oldest < 0 ? null : _inFlight[_inFlight.Oldest].FetchedNs;

    /// <summary>Every unanswered chain, in fetch order.</summary>
    public InFlightChains InFlight => new(_inFlight, line: null);

    /// <summary>The unanswered chains of one line, in fetch order.</summary>
    public InFlightChains InFlightOf(ushort line) => new(_inFlight, line);

    /// <summary>True while an answer for this ticket is owed.</summary>
    public bool Contains(Ticket ticket) => _inFlight.Contains(ticket);

    /// <summary>Records which line answers for a chain.</summary>
    /// <returns>false, and nothing done, if the ticket is not in flight.</returns>
    public bool Assign(Ticket ticket, ushort line)
    {
        if (!_inFlight.Contains(ticket)) return false;
        _inFlight[ticket.Head].Line = line;
        Changes(ticket.Head);
        return true;
    }

    /// <summary>Records an answer; <see cref="Flush"/> writes it. The answer is cut to the writable bytes that the chain has; used.len
    /// tells the cut length.</summary>
    /// <returns>false, and nothing done, if the ticket is not in flight: answered before, or of an earlier activation.</returns>
    public bool Stage(Ticket ticket, ShortResponse response)
    {
        if (!_inFlight.Contains(ticket)) return false;
        byte length = Math.Min(Math.Min(response.Length, (byte)2), _inFlight[ticket.Head].ResponseRoom);
        StageUnchecked(new StagedCompletion(ticket.Head, response.First, response.Second, length, length));
        return true;
    }

    /// <summary>Records an answer that <see cref="FetchedChain.WriteResponse"/> has already written.</summary>
    /// <param name="length">used.len: bytes written from the first writable byte on.</param>
    public bool StageWritten(Ticket ticket, uint length)
    {
        if (!_inFlight.Contains(ticket)) return false;
        length = Math.Min(length, _inFlight[ticket.Head].WritableLength); // over-reporting would disclose guest memory (VQ-05)
        StageUnchecked(new StagedCompletion(ticket.Head, 0, 0, ResponseLength: 0, length));
        return true;
    }

    /// <summary>Answers every unanswered chain of a line with the same response, in fetch order.</summary>
    /// <returns>Chains answered.</returns>
    public int FailLine(ushort line, ShortResponse response) => FailWhere(InFlightOf(line), response);

    /// <summary>Answers every chain that no line was told of.</summary>
    public int FailUndispatched(ShortResponse response) => FailWhere(new InFlightChains(_inFlight, InFlightTable.Undispatched), response);

    /// <summary>Answers every unanswered chain.</summary>
    public int FailAll(ShortResponse response) => FailWhere(InFlight, response);

    /// <summary>Publishes what is staged: response bytes, used elements, then used.idx; packed: used descriptors, the flags of the first
    /// one last. Decides whether to signal the driver.</summary>
    public FlushResult Flush()
    {
        if (State != RingState.Running || _stagedCount == 0) return FlushResult.Nothing;
        ushort before = _nextUsed;
        for (int i = 0; i < _stagedCount; i++)
            if (!WriteResponse(_staged[i])) return FlushFault(RingFault.ResponseOutsideMemory);
        if (Packed) return FlushPacked();

        bool whole = SplitSide.GiveBack(_memory, _at, _size, _staged.AsSpan(0, _stagedCount), ref _nextUsed);
        if (!whole) return FlushFault(RingFault.OutsideMemory);
        FreeStaged();
        bool wanted = SplitSide.WantsNotification(_memory, _at, _size, before, _nextUsed, EventIdx, first: !_notified);
        _notified = true;                                                  // the first after a start is sent whatever used_event says
        return wanted ? FlushResult.Notify : FlushResult.Published;
    }

    private void FreeStaged()
    {
        for (int i = 0; i < _stagedCount; i++)
        {
            _inFlight.Free(_staged[i].Head);
            Changes(_staged[i].Head);
        }

        Completed += _stagedCount;
        _stagedCount = 0;
    }

    private int FailWhere(InFlightChains chains, ShortResponse response)
    {
        int failed = 0;
        foreach (InFlightChain chain in chains)
            if (Stage(chain.Ticket, response)) failed++;
        return failed;
    }

    private void StageUnchecked(StagedCompletion completion)
    {
        _inFlight.MarkStaged(completion.Head, _stagedCount);
        Changes(completion.Head);
        _staged[_stagedCount++] = completion;
    }

    // Checked against the present memory table, which may differ from that of the fetch (VQ-16).
    private bool WriteResponse(in StagedCompletion done)
    {
        if (done.ResponseLength == 0) return true;
        ref readonly InFlightTable.Slot slot = ref _inFlight[done.Head];
        bool together = done.ResponseLength == 2 && slot.SecondResponseByte - slot.FirstResponseByte == 1;
        if (together && _memory.TrySlice(slot.FirstResponseByte, 2, out Span<byte> both))
        {
            (both[0], both[1]) = (done.First, done.Second);
            return true;
        }

        ReadOnlySpan<byte> bytes = [done.First, done.Second];
        return _memory.TryWrite(slot.FirstResponseByte, bytes[..1])
            && (done.ResponseLength == 1 || _memory.TryWrite(slot.SecondResponseByte, bytes[1..]));
    }

    private FlushResult FlushFault(RingFault fault)
    {
        Break(fault);
        return FlushResult.Fault;
    }
}
