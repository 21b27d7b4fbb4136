namespace GpioHub.Transports.Records;

/// <summary>Who ended the process before this one: what a hub was doing when it crashed may have been the reason.</summary>
public enum EndedBy
{
    /// <summary>There was none, or nobody knows.</summary>
    Unknown = 0,

    /// <summary>Itself, by no choice: a signal of its own doing (ABRT, SEGV, BUS, ILL, FPE, …), or a code that no hub has.</summary>
    Crash = 1,

    /// <summary>Somebody else: SIGKILL, SIGTERM, the kernel for want of memory.</summary>
    Outside = 2,

    /// <summary>Its keeper, because a reactor had not come round for too long.</summary>
    Watchdog = 3,

    /// <summary>Its keeper, between two turns, for another build to go on.</summary>
    Takeover = 4,
}
