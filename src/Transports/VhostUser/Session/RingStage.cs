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
