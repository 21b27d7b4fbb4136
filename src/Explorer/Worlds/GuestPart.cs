namespace GpioHub.Explorer.Worlds;

/// <summary>The state of a guest's eventq at the hub.</summary>
internal enum EventqPhase : byte
{
    Running,

    /// <summary>Stopped: held pairs have gone back (VU-45).</summary>
    Stopped,

    /// <summary>Disabled: held pairs stay, nothing more is written (VU-35).</summary>
    Disabled,
}

/// <summary>What belongs to the guest, and not to one line.</summary>
internal struct GuestPart
{
    /// <summary>The first ring is published, the second is not.</summary>
    public bool MidFlush;

    /// <summary>The turn under way has looked at the rings.</summary>
    public bool Took;

    /// <summary>The guest has had as many interrupts as it may have for now.</summary>
    public bool Spent;

    public EventqPhase Eventq;

    public readonly ulong Bits => (MidFlush ? 1ul : 0) | (Took ? 2ul : 0) | (Spent ? 4ul : 0) | (ulong)Eventq << 3;

    public static GuestPart Of(ulong bits) => new()
    {
        MidFlush = (bits & 1) != 0,
        Took = (bits & 2) != 0,
        Spent = (bits & 4) != 0,
        Eventq = (EventqPhase)(bits >> 3 & 3),
    };
}
