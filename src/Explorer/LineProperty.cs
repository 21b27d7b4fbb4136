namespace GpioHub.Explorer;

/// <summary>The properties that must hold in every schedule. The device alone is responsible for the first eight, the driver alone for the
/// last three, both together for those between.</summary>
public enum LineProperty
{
    /// <summary>Device: an edge after the visible OK of an enable is delivered, or latched until disable, re-type or reset (HR-03;
    /// VG-D-37).</summary>
    NoEdgeLost,

    /// <summary>Device: a VALID stands for an edge of the watch in force, or for a level that is active as last sensed
    /// (VG-D-39, VG-D-43, R-07).</summary>
    NoEventInvented,

    /// <summary>Device: no VALID becomes visible after the OK of NONE, nor before the OK of an enable (VG-D-38, VG-D-39).</summary>
    NoValidWhileDisabled,

    /// <summary>Device: no VALID without a pair that the driver has queued (VG-D-39).</summary>
    NoValidWhileMasked,

    /// <summary>Device: every pair that was taken is kept or returned, never both, never twice (VG-D-42).</summary>
    PairReturnedOnce,

    /// <summary>Device: every request is answered, once (VG-D-14, VG-D-30).</summary>
    RequestAnsweredOnce,

    /// <summary>Device: every pair queued before SET_IRQ_TYPE(NONE) is back before its OK is visible (VG-D-38).</summary>
    InvalidBeforeOk,

    /// <summary>Device: a level that is active while the line is enabled and unmasked fires; it does not wait for a change
    /// (VG-D-43).</summary>
    ActiveLevelFires,

    /// <summary>Both: when nothing is on its way, an interrupt that the client has enabled is enabled at the device with its type, and
    /// its pair is held there.</summary>
    NeverDeaf,

    /// <summary>Both: no cycle of steps in which the client's handler does not run, and nobody makes a call or moves the line
    /// .</summary>
    NoLivelock,

    /// <summary>Both: an edge while the client has the interrupt enabled is followed by a run of its handler.</summary>
    HandlerRuns,

    /// <summary>Driver: at most one pair of a line is on the eventq (VG-G-08).</summary>
    OnePairPerLine,

    /// <summary>Driver: no pair is queued for an interrupt whose enable is not answered (VG-G-07).</summary>
    EnableBeforeUnmask,

    /// <summary>Driver: nothing in the guest's kernel log.</summary>
    NoDriverWarning,
}
