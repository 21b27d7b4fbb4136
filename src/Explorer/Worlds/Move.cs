namespace GpioHub.Explorer.Worlds;

/// <summary>The kinds of steps, by who takes them.</summary>
internal enum MoveKind : byte
{
    // From outside: nothing makes these happen.
    Call,
    Toggle,
    ChipRefuses,
    DeadlinePasses,
    SetsDirection,
    SetsValue,
    EventqStops,
    EventqStarts,
    EventqDisabled,
    EventqEnabled,
    ChipLeaves,
    ChipReturns,
    Resets,
    LimitReached,
    NetLeft,
    NetTaken,
    LinkChanges,
    HubDies,

    // The progress of what is on its way.
    EventUsed,
    RequestUsed,
    TaskRuns,
    InterruptRuns,
    ResendRuns,
    ThreadRuns,
    ChipDoes,
    ChipSenses,
    Intake,
    Work,
    Answered,
    Edges,
    Published,
    ChipLost,
    ChipBack,
    LimitOver,
    InterruptsAgain,
    BytesWritten,
    FlushFirst,
    FlushSecond,
    Commits,
    LinesHear,
    RingsOpen,
    LinkGoesOn,
}

/// <summary>One step of one line, or of the device's turn.</summary>
internal readonly record struct Move(uint Code)
{
    public Move(MoveKind kind, int line = 0, int argument = 0)
        : this((uint)kind | (uint)line << 8 | (uint)argument << 16)
    {
    }

    public MoveKind Kind => (MoveKind)(byte)Code;

    public int Line => (byte)(Code >> 8);

    /// <summary>Call: the number of the call. Intake: one bit per line whose request is taken, and <see cref="LeavesPairs"/>.
    /// SetsDirection, SetsValue: what the guest asks. LinkChanges, LinkGoesOn: the <see cref="LinkStep"/>.</summary>
    public int Argument => (int)(Code >> 16);

    /// <summary>Intake with the wrong order: pairs that were there before the request stay behind.</summary>
    public const int LeavesPairs = 0x80;

    /// <summary>The step can happen although nothing is on its way.</summary>
    public bool IsOutside => Kind <= MoveKind.HubDies;
}
