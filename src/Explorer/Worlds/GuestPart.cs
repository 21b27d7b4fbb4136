namespace GpioHub.Explorer.Worlds;

/// <summary>The state of a guest's eventq at the hub.</summary>
internal enum EventqPhase : byte
{
    Running,

    /// <summary>Stopped: held pairs have gone back (VU-45).</summary>
    Stopped,

    /// <summary>Disabled: held pairs stay, nothing more is written (VU-35).</summary>
    Disabled,

    /// <summary>Broken, as far as the hub can tell: it rests until the guest sets it up again.</summary>
    Broken,
}

/// <summary>How far a successor of the hub has come (GuestRings.GoOn).</summary>
internal enum SuccessionPhase : byte
{
    /// <summary>It has gone on; or no hub was killed.</summary>
    Over,

    /// <summary>What was answered before is being published; nothing is taken.</summary>
    Publishing,

    /// <summary>Lines hear that it is visible.</summary>
    Telling,
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

    /// <summary>The requestq is <see cref="EventqPhase.Broken"/>.</summary>
    public bool RequestqBroken;

    public SuccessionPhase Succession;

    /// <summary>How often the hub was killed.</summary>
    public byte Kills;

    public readonly ulong Bits => (MidFlush ? 1ul : 0) | (Took ? 2ul : 0) | (Spent ? 4ul : 0) | (ulong)Eventq << 3
        | (RequestqBroken ? 32ul : 0) | (ulong)Succession << 6 | (ulong)Kills << 8;

    public static GuestPart Of(ulong bits) => new()
    {
        MidFlush = (bits & 1) != 0,
        Took = (bits & 2) != 0,
        Spent = (bits & 4) != 0,
        Eventq = (EventqPhase)(bits >> 3 & 3),
        RequestqBroken = (bits & 32) != 0,
        Succession = (SuccessionPhase)(bits >> 6 & 3),
        Kills = (byte)(bits >> 8 & 3),
    };
}
