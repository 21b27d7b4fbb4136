using GpioHub.Rules.Plan;

namespace GpioHub.Actors.Contract;

public enum LineEventKind
{
    Snapshot,
    Rising,
    Falling,

    /// <summary>Somebody wanted to drive an exclusive line that another drives, and was refused; the level has not changed.</summary>
    Contention,
}

/// <summary>One edge of a net, a contention on it, or its level when the subscription began.</summary>
/// <param name="Seq">Grows by one per event of the hub; a gap is a loss.</param>
/// <param name="Ns">CLOCK_MONOTONIC, nanoseconds.</param>
/// <param name="Level">As readers see it.</param>
/// <param name="Cause">Who changed the level, or wanted to drive: <c>stimulus</c>, <c>guest ivi</c>, <c>hardware</c>, <c>fault</c>.</param>
/// <param name="LostBefore">Events dropped just before this one because the reader was slow.</param>
public sealed record LineEvent(long Seq, ChipLineAddress Line, LineEventKind Kind, bool Level, long Ns, string Cause, long LostBefore)
{
    /// <summary>Contention: who drives, as <see cref="Cause"/>; else null.</summary>
    public string? Holder { get; init; }
}
