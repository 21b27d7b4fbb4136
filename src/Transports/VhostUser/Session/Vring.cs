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

/// <summary>Parts of a set-up that may be sent to a running ring without stopping it.</summary>
[Flags]
internal enum RingSetUp
{
    None = 0,

    /// <summary>SET_VRING_ADDR with the same place, to toggle dirty logging.</summary>
    Addresses = 1,

    /// <summary>SET_VRING_KICK: another descriptor for the same ring.</summary>
    Kick = 2,
}

/// <summary>One ring as the front-end described it, raw, and its two flags: started × enabled.</summary>
/// <remarks>
/// Every field but the error descriptor and the enable flag belongs to one activation, and a stop forgets it. So a front-end that sets a
/// ring up again, in whatever order (VU-24), never has it started half on old addresses. Handles belong to the session.
/// </remarks>
public sealed class Vring
{
    internal Vring(int index) => Index = index;

    /// <summary>0 requestq, 1 eventq.</summary>
    public int Index { get; }

    /// <summary>SET_VRING_NUM, entries; null: not received since the last stop.</summary>
    public ushort? Size { get; internal set; }

    /// <summary>SET_VRING_BASE, next avail index; null: not received since the last stop.</summary>
    public ushort? Base { get; internal set; }

    /// <summary>SET_VRING_ADDR, untranslated; null: not received since the last stop.</summary>
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

    /// <summary>The set-up is complete. The ring does not wait for the kick itself: its avail ring is scanned at once (VU-23).</summary>
    public bool Started => Size is not null && Base is not null && Addresses is not null && Kick is not null;

    public RingStage Stage { get; internal set; }

    /// <summary>The owner has a ring object for it.</summary>
    public bool Live => Stage is RingStage.Running or RingStage.Paused or RingStage.Broken;

    /// <summary>What GET_VRING_BASE answers while the ring is stopped (VU-25): last base set or returned.</summary>
    public ushort StoredBase { get; internal set; }

    /// <summary>Next avail index when the ring last stopped on this connection; null: it never did.
    /// For VU-47a the owner keeps it across connections.</summary>
    public ushort? LastStoppedAt { get; internal set; }

    /// <summary>The parts that were sent again while the ring runs. They outlive an implicit stop, because they belong to the set-up that
    /// causes it.</summary>
    internal RingSetUp Renewed { get; set; }

    /// <summary>The owner has confirmed the start: a later failure is a broken ring, not a failed start.</summary>
    internal bool Confirmed { get; set; }
}
