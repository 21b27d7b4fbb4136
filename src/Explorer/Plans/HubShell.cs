namespace GpioHub.Explorer.Plans;

/// <summary>What the hub does around a line's decisions, on which its promises rest as well: the order of the rings in a turn, and the
/// steps of a line's actor. <see cref="Right"/> is the hub; a test that makes one of these false must find it out.</summary>
public sealed record HubShell
{
    /// <summary>The hub as it is; OrderSpec, IntakeSpec and EdgesSpec hold it to that, and OrdersSpec compares whole runs.</summary>
    public static readonly HubShell Right = new();

    /// <summary>The eventq's avail.idx is read after the requestq's: every pair queued before a request is there first
    /// (VG-D-38).</summary>
    public bool ReadsEventqLast { get; init; } = true;

    /// <summary>The eventq's used.idx is written, and signalled, before the requestq's (VG-D-38).</summary>
    public bool PublishesEventqFirst { get; init; } = true;

    /// <summary>A flush publishes the pairs of every line before it publishes an answer.</summary>
    public bool FlushesEveryLine { get; init; } = true;

    /// <summary>A line takes the pairs of a turn before the turn's request.</summary>
    public bool TakesPairsFirst { get; init; } = true;

    /// <summary>A line senses an active level anew when it is unmasked (GU-19).</summary>
    public bool SensesAtUnmask { get; init; } = true;

    /// <summary>A level that its chip senses late counts as not active until it is known (GU-19).</summary>
    public bool WaitsForLateLevel { get; init; } = true;

    /// <summary>A line hears that its OK is visible only when it is.</summary>
    public bool TellsPublicationAfterFlush { get; init; } = true;

    /// <summary>A line hears of its OK after the flush of both rings, and not between the two.</summary>
    public bool TellsPublicationLast { get; init; } = true;

    /// <summary>A line that waits for its OK hears of it.</summary>
    public bool TellsPublication { get; init; } = true;

    /// <summary>What a chip owed a line when it went away is answered before the line hears that the chip is back.</summary>
    public bool AnswersBeforeBack { get; init; } = true;

    /// <summary>A request that waits behind another is answered when its time is up (HR-05).</summary>
    public bool RefusesWhatWaits { get; init; } = true;

    /// <summary>An enable that is refused so leaves its mark at the line, for the operator.</summary>
    public bool MarksWhatItRefuses { get; init; } = true;

    /// <summary>A request that waited is decided as soon as its line is free.</summary>
    public bool GoesOnAfterAnswer { get; init; } = true;

    /// <summary>Edges of a watch replace those of the watch before it, in the record that a line has not taken yet.</summary>
    public bool TellsWatchesApart { get; init; } = true;

    /// <summary>A line whose guest may have interrupts again hears of it.</summary>
    public bool TellsInterruptsBack { get; init; } = true;

    /// <summary>The eventq takes no pair while it is stopped or disabled (VU-45, VU-35).</summary>
    public bool ShutsEventq { get; init; } = true;

    /// <summary>A stop or disable of the eventq is told to every line.</summary>
    public bool ControlsEveryLine { get; init; } = true;

    /// <summary>Every line that waits for its OK hears of it.</summary>
    public bool TellsEveryLine { get; init; } = true;

    /// <summary>Edges go to the line whose chip has sensed them.</summary>
    public bool KeepsEdgesApart { get; init; } = true;

    /// <summary>An answer goes to the line whose chip gave it.</summary>
    public bool KeepsLinesApart { get; init; } = true;

    /// <summary>A turn is committed to the record before anything of it is published.</summary>
    public bool CommitsFirst { get; init; } = true;

    /// <summary>A successor of the hub compares what was staged with used.idx, and publishes the rest.</summary>
    public bool ComparesUsed { get; init; } = true;

    /// <summary>A successor fetches once more the requests that were in flight.</summary>
    public bool FetchesAgain { get; init; } = true;

    /// <summary>A successor hands out once more the pairs that were in flight and that no line has.</summary>
    public bool HandsOutAgain { get; init; } = true;

    /// <summary>A write that the chip has applied is not applied again when its request is decided again.</summary>
    public bool AppliesOnce { get; init; } = true;

    /// <summary>Edges that a chip had given and that a line had not taken are given to the line again.</summary>
    public bool OwesEdges { get; init; } = true;

    /// <summary>A line of a successor whose chip has something else tells it everything anew.</summary>
    public bool ComparesWishes { get; init; } = true;

    /// <summary>What was answered before is visible when the lines of a successor hear that it is.</summary>
    public bool PublishesBeforeTelling { get; init; } = true;

    /// <summary>The lines of a successor hear that what they have answered is visible.</summary>
    public bool TellsWhatWasPublished { get; init; } = true;
}
