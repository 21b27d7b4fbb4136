namespace GpioHub.Explorer.Worlds;

/// <summary>Who does what next.</summary>
internal enum MoveKind : byte
{
    // The world outside: nothing makes these happen.
    Call,
    Toggle,
    ChipRefuses,
    DeadlinePasses,

    // Whatever is on its way.
    EventUsed,
    RequestUsed,
    TaskRuns,
    InterruptRuns,
    ThreadRuns,
    ChipDoes,
    Intake,
    Answered,
    Edges,
    Published,
    FlushFirst,
    FlushSecond,
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

    /// <summary>Call: which. Intake: one bit a line whose request is taken, and <see cref="LeavesPairs"/>.</summary>
    public int Argument => (int)(Code >> 16);

    /// <summary>Intake with the wrong order: pairs that were there before the request stay behind.</summary>
    public const int LeavesPairs = 0x80;

    /// <summary>It happens although nothing is on its way.</summary>
    public bool IsOutside => Kind <= MoveKind.DeadlinePasses;
}
