using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Records;

namespace GpioHub.Actors.Lines;

/// <summary>What one guest line leaves behind when its actor goes: the committed state and the counters.</summary>
/// <remarks>It belongs to the guest. Each incarnation of the actor gets it through Props, and each commit overwrites it. Guest's reactor
/// only.</remarks>
internal sealed class LineStore : IRecorded
{
    private LineState _state;

    public LineStore(GuestLinePlan plan, Mapping? mapping, EarlyUnmask earlyUnmask)
    {
        (Plan, Mapping) = (plan, mapping);
        Rules = new LineRules(Mapped: mapping is not null, plan.Access, IrqNegotiated: false, earlyUnmask);
    }

    public GuestLinePlan Plan { get; internal set; }

    /// <summary>The mapping; null = a spare slot, or between two mappings.</summary>
    public Mapping? Mapping { get; internal set; }

    /// <summary>The round of the <see cref="LineProtocol.Take"/> that waits for its chip; null = none.</summary>
    internal long? Taking { get; set; }

    public LineRules Rules { get; internal set; }

    /// <summary>The committed state. A reference, so that who asks for one property copies nothing; it changes with each commit.</summary>
    public ref readonly LineState State => ref _state;

    /// <summary>Reads that need no message to the line's actor; null = every request goes to the actor, because each is logged.</summary>
    internal LineReads? Reads { get; set; }

    internal void Commit(in LineState state)
    {
        _state = state;
        Written?.Mark(this);
    }

    /// <summary>Where it is written for a successor of this process; null = nowhere.</summary>
    internal LineRecord? Written { get; set; }

    /// <summary>Edges that the line has taken of the watch <see cref="EdgesOf"/>.</summary>
    internal uint EdgesTaken { get; private set; }

    internal uint EdgesOf { get; private set; }

    bool IRecorded.IsMarked { get; set; }

    void IRecorded.Record(RecordTurn turn) => Written?.Write(turn, this);

    /// <summary>Takes over what another process has left.</summary>
    internal void Recall(in LineState state, uint edgesTaken, uint edgesOf) =>
        (_state, EdgesTaken, EdgesOf) = (state, edgesTaken, edgesOf);

    /// <summary>Counts edges that the line has taken.</summary>
    internal void Took(in EdgeWord edges)
    {
        if (edges.Generation != EdgesOf) (EdgesOf, EdgesTaken) = (edges.Generation, 0);
        EdgesTaken += (uint)(edges.Rising + edges.Falling);
    }

    /// <summary>Where what becomes of its interrupts is written; null = nowhere.</summary>
    public LineJournal? Journal { get; init; }

    /// <summary>Since when its next interrupt is due.</summary>
    public DueInterrupt Due { get; } = new();

    /// <summary>Requests decided.</summary>
    public long Requests { get; internal set; }

    /// <summary>Of these, answered ERR for a <see cref="LineRefusal"/>.</summary>
    public long Errors { get; internal set; }

    /// <summary>The last of these; null = none.</summary>
    public RefusedRequest? LastError { get; internal set; }

    /// <summary>The reasons that the log has told since the line's driver or its mapping is new, a bit each.</summary>
    internal uint Told { get; set; }

    /// <summary>Edges that matched the enabled type.</summary>
    public long Edges { get; internal set; }

    /// <summary>Buffers returned VALID.</summary>
    public long Delivered { get; internal set; }

    /// <summary>Matching edges that shared one delivery with another.</summary>
    public long Coalesced { get; internal set; }

    /// <summary>Buffers returned INVALID.</summary>
    public long Invalid { get; internal set; }
}
