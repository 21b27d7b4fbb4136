namespace GpioHub.Explorer.Plans;

/// <summary>The properties that must hold in every schedule. Each says who is responsible for it: the device alone (the first twelve), the
/// driver alone, both together, or the link to another host.</summary>
public enum LineProperty
{
    /// <summary>Device: an edge that the chip sensed for the watch in force, or after the visible OK of an enable, is delivered, or latched
    /// until disable, re-type or reset (HR-03; VG-D-37).</summary>
    NoEdgeLost,

    /// <summary>Device: a VALID stands for an edge of the watch in force, or for a level that is active as last sensed
    /// (VG-D-39, VG-D-43, R-07).</summary>
    NoEventInvented,

    /// <summary>Device: no VALID becomes visible after the OK of NONE, nor before the OK of an enable (VG-D-38, VG-D-39).</summary>
    NoValidWhileDisabled,

    /// <summary>Device: no VALID without a pair that the driver has queued, nor while the line counts as masked: its chip is away, its
    /// eventq is shut, or its guest has had its interrupts for now (VG-D-39, VG-D-52, VU-35).</summary>
    NoValidWhileMasked,

    /// <summary>Device: every pair that was taken is kept or returned, never both, never twice; INVALID only if its line is disabled,
    /// another is there already, or the eventq stops; and to no ring that is shut (VG-D-42, VG-D-44, VU-45).</summary>
    PairReturnedOnce,

    /// <summary>Device: of two pairs of a line, the first stays and the second comes back INVALID (VG-D-45).</summary>
    FirstPairStays,

    /// <summary>Device: every request is answered, once (VG-D-14, VG-D-30).</summary>
    RequestAnsweredOnce,

    /// <summary>Device: a request is answered when its time is up, whatever its chip does (HR-05).</summary>
    AnsweredInTime,

    /// <summary>Device: every pair queued before SET_IRQ_TYPE(NONE) is back before its OK is visible (VG-D-38).</summary>
    InvalidBeforeOk,

    /// <summary>Device: a level that is active while the line is enabled and unmasked fires; it does not wait for a change
    /// (VG-D-43).</summary>
    ActiveLevelFires,

    /// <summary>Device: an interrupt that was refused, and that its client believes in all the same, is named to the
    /// operator.</summary>
    RefusalIsNamed,

    /// <summary>Device: the net sees each write of the guest once, in the order in which they were asked, and nothing else of it
    /// (VG-D-14, VG-D-23).</summary>
    WritesSeenOnce,

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

    /// <summary>Driver: an event of an interrupt that nobody masks, disables or re-types reaches its hard handler, and its pair is queued
    /// again, without a step of a task or a thread and without a request.</summary>
    NoScheduling,

    /// <summary>Driver: no CPU queues a pair while another is in virtqueue_get_buf() of the same queue.</summary>
    OneHandOnVq,

    /// <summary>Link: at rest the chip of another host is open if the link is, and away if the link is not (LK-06, LK-07).</summary>
    LinkComesBack,

    /// <summary>Link: GET_VALUE is a level that the owner's line has had, after so many edges as the guest's hub has been told; at rest it
    /// is the present one; and it is ERR while the owner is known to be away (LK-03, LK-04, LK-07, LK-08).</summary>
    LevelIsTheOwners,

    /// <summary>Link: delivered + lost = driven (LK-08, LK-09).</summary>
    EdgesAreCounted,

    /// <summary>Link: an interrupt whose OK is visible stays enabled, whatever becomes of the link (LK-07).</summary>
    StaysArmed,

    /// <summary>Link: at rest, with the link open, a client has run its handler since the owner's line came to its level, if that takes an
    /// edge of its type (LK-08).</summary>
    ClientKnowsLevel,

    /// <summary>Link: no drive of an opening that is over is carried out; at rest the owner drives what the guest's line does, or nothing
    /// if the link is cut (LK-05, LK-08, LK-10).</summary>
    DrivesFollow,
}
