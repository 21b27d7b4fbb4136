using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>The stage of a ring's life.</summary>
public enum RingStage
{
    /// <summary>No ring object: set-up incomplete, disabled, or stopped.</summary>
    Stopped,

    /// <summary>Started and enabled: buffers are taken.</summary>
    Running,

    /// <summary>Ran and was then disabled: the ring object and its held chains are kept, nothing is taken or written (VU-35).</summary>
    Paused,

    /// <summary>Could not be started; is tried again when set-up or memory changes (VU-28).</summary>
    Failed,

    /// <summary>The guest broke it, or its memory vanished; only a stop, a new set-up or a reset ends this stage (VU-36).</summary>
    Broken,
}

/// <summary>Parts of a ring's set-up.</summary>
[Flags]
internal enum RingSetUp
{
    None = 0,

    /// <summary>SET_VRING_ADDR; a running ring may get the same place again, to toggle dirty logging.</summary>
    Addresses = 1,

    /// <summary>SET_VRING_KICK; a running ring may get another descriptor.</summary>
    Kick = 2,

    /// <summary>SET_VRING_NUM.</summary>
    Size = 4,

    /// <summary>SET_VRING_BASE.</summary>
    Base = 8,

    /// <summary>What every known front-end sends at every start, besides the kick.</summary>
    Place = Addresses | Size | Base,
}

/// <summary>One ring as the front-end described it, raw, and its two flags: started × enabled.</summary>
/// <remarks>
/// A stop keeps size and addresses, and the index at which the ring stopped, for a front-end that does not repeat them; it forgets kick and
/// call. A front-end that repeats them, in whatever order (VU-24), does not have the ring started half on old ones: as long as a part is
/// old, the ring waits for a kick (VU-33). Handles belong to the session.
/// </remarks>
public sealed class Vring
{
    internal Vring(int index) => Index = index;

    /// <summary>0 requestq, 1 eventq.</summary>
    public int Index { get; }

    /// <summary>SET_VRING_NUM, entries; null: never received.</summary>
    public ushort? Size { get; internal set; }

    /// <summary>SET_VRING_BASE, next avail index; null: not received since the last stop.</summary>
    public ushort? Base { get; internal set; }

    /// <summary>SET_VRING_ADDR, untranslated; null: never received.</summary>
    public VringAddresses? Addresses { get; internal set; }

    /// <summary>Readable when the driver kicks; null: not received since the last stop.</summary>
    public NotifyFd? Kick { get; internal set; }

    /// <summary>Written to interrupt the driver; null: no signal (VU-30).</summary>
    public NotifyFd? Call { get; internal set; }

    /// <summary>Written when the ring breaks; null: nobody is told.</summary>
    public NotifyFd? Err { get; internal set; }

    /// <summary>The last SET_VRING_ENABLE; null: none, and then enabled exactly if bit 30 is not negotiated (VU-17).</summary>
    internal bool? EnableSet { get; set; }

    /// <summary>May take buffers once started.</summary>
    public bool Enabled { get; internal set; }

    /// <summary>The set-up is complete. If all of it is new, the ring does not wait for the kick itself: its avail ring is scanned at once
    /// (VU-23).</summary>
    public bool Started => Size is not null && Addresses is not null && Kick is not null && Refused == RingSetUp.None && (IsNew || Asked);

    /// <summary>Size, base and addresses came since the last stop.</summary>
    internal bool IsNew => (Renewed & RingSetUp.Place) == RingSetUp.Place;

    /// <summary>The guest wants the ring to run as it was set up last, because it has kicked it.</summary>
    internal bool Asked { get; set; }

    /// <summary>The parts of which the last one sent was refused.</summary>
    internal RingSetUp Refused { get; set; }

    /// <summary>Notes that a part was sent, and is good.</summary>
    internal void Take(RingSetUp part) => (Renewed, Refused) = (Renewed | part, Refused & ~part);

    /// <summary>The activation in hand rests on a set-up that was sent for it, and not on an earlier one.</summary>
    internal bool SetUpAnew { get; set; }

    /// <summary>The start in hand is tried again after a failure, by a message that does not ask for it: not all of the set-up is
    /// new.</summary>
    internal bool IsRetry { get; set; }

    /// <summary>Where the ring goes on: the base set or returned last; 0 if there was none.</summary>
    public ushort Start => Base ?? StoredBase;

    /// <summary>Why the ring is <see cref="RingStage.Failed"/> or <see cref="RingStage.Broken"/>; null otherwise.</summary>
    public string? Fault { get; internal set; }

    public RingStage Stage { get; internal set; }

    /// <summary>The owner has a ring object for it.</summary>
    public bool Live => Stage is RingStage.Running or RingStage.Paused or RingStage.Broken;

    /// <summary>What GET_VRING_BASE answers while the ring is stopped (VU-25): last base set or returned.</summary>
    public ushort StoredBase { get; internal set; }

    /// <summary>Next avail index when the ring last stopped on this connection; null: it never did.</summary>
    public ushort? LastStoppedAt { get; internal set; }

    /// <summary>The parts that were sent since the last start or stop. They outlive an implicit stop, because they belong to the set-up
    /// that causes it.</summary>
    internal RingSetUp Renewed { get; set; }

    /// <summary>The owner has confirmed the start: a later failure is a broken ring, not a failed start.</summary>
    internal bool Confirmed { get; set; }
}
