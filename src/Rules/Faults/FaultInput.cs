namespace GpioHub.Rules.Faults;

/// <summary>What can happen to a <see cref="NetFault"/>.</summary>
public enum FaultInputKind : byte
{
    /// <summary>The fault begins, on a line of this level.</summary>
    Begun,

    /// <summary>The level that comes in has changed.</summary>
    Changed,

    /// <summary>The fault's <see cref="NetFault.DueNs"/> has come.</summary>
    Due,
}

/// <param name="Level">Begun, Changed: the level that comes in; logical.</param>
/// <param name="Ns">When, nanoseconds of CLOCK_MONOTONIC; never before that of an earlier input.</param>
public readonly record struct FaultInput(FaultInputKind Kind, bool Level, long Ns)
{
    public static FaultInput Begun(bool level, long ns) => new(FaultInputKind.Begun, level, ns);

    public static FaultInput Changed(bool level, long ns) => new(FaultInputKind.Changed, level, ns);

    public static FaultInput Due(long ns) => new(FaultInputKind.Due, Level: false, ns);
}
