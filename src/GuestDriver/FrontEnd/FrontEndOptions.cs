namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>The virtual machine monitor that the front-end imitates on the wire. Source: VU-S10, VU-S11.</summary>
public enum FrontEndManners
{
    /// <summary>QEMU 9 and later: 64 entries, F_IRQ, ENABLE acknowledged, ENABLE(0) before GET_VRING_BASE at a stop.</summary>
    Qemu10,

    /// <summary>QEMU 7.2: 256 entries, never F_IRQ, a second ring that is enabled but never set up, no ENABLE(0), CALL
    /// swapped several times, packed rings without a word to the back-end.</summary>
    Qemu72,

    /// <summary>User-Mode Linux: SET_OWNER first, NEED_REPLY on everything, BACKEND_REQ demanded, call descriptors are sockets, ends
    /// with ENABLE(0) and EOF.</summary>
    UserModeLinux,
}

/// <summary>Messages that place a ring in memory.</summary>
[Flags]
public enum RingPlace
{
    None = 0,

    /// <summary>SET_VRING_NUM.</summary>
    Size = 1,

    /// <summary>SET_VRING_BASE.</summary>
    Base = 2,

    /// <summary>SET_VRING_ADDR.</summary>
    Addresses = 4,

    /// <summary>What every known monitor sends at every start.</summary>
    All = Size | Base | Addresses,
}

/// <summary>The options of a <see cref="VhostUserFrontEnd"/>. Immutable.</summary>
public sealed record FrontEndOptions
{
    public FrontEndManners Manners { get; init; } = FrontEndManners.Qemu10;

    /// <summary>Entries of the requestq and of the eventq, powers of 2, packed any number; 0 = what the manners use (64, or
    /// 256).</summary>
    public ushort RequestQueueSize { get; init; }

    /// <inheritdoc cref="RequestQueueSize"/>
    public ushort EventQueueSize { get; init; }

    /// <summary>Features accepted if offered, before what the manners leave out; with <see cref="VirtioFeatures.RingPacked"/> the rings are
    /// packed.</summary>
    public VirtioFeatures Features { get; init; } =
        VirtioFeatures.Irq | VirtioFeatures.IndirectDescriptors | VirtioFeatures.EventIdx | VirtioFeatures.Version1;

    /// <summary>Protocol features accepted if offered; null = what the manners use.</summary>
    public ProtocolFeatures? ProtocolFeatures { get; init; }

    /// <summary>What is sent of a ring at its first start on a connection.</summary>
    public RingPlace SentFirst { get; init; } = RingPlace.All;

    /// <summary>What is sent of a ring at later starts: back-ends keep the rest.</summary>
    public RingPlace SentAgain { get; init; } = RingPlace.All;

    /// <summary>Guest RAM, bytes, a multiple of 4096; rings and buffers live in it.</summary>
    public int MemorySize { get; init; } = 1 << 20;

    /// <summary>How long a reply, or room in the socket, may take.</summary>
    public TimeSpan ReplyTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The machine that gives RAM and notifications, and waits for replies.</summary>
    public FrontEndMachine Machine { get; init; } = FrontEndMachine.Kernel;

    internal ushort SizeOf(int ring)
    {
        ushort asked = ring == 0 ? RequestQueueSize : EventQueueSize;
        return asked != 0 ? asked : Manners == FrontEndManners.Qemu10 ? (ushort)64 : (ushort)256;
    }

    internal VirtioFeatures Wanted =>
        (Manners == FrontEndManners.Qemu72 ? Features & ~VirtioFeatures.Irq : Features) | VirtioFeatures.ProtocolFeatures;

    /// <summary>What the guest has without asking the back-end: QEMU 7.2 with packed=on never speaks of it (VQ-60).</summary>
    internal VirtioFeatures Unsaid => Manners == FrontEndManners.Qemu72 ? Features & VirtioFeatures.RingPacked : VirtioFeatures.None;

    internal ProtocolFeatures WantedProtocol => ProtocolFeatures ?? Manners switch
    {
        FrontEndManners.UserModeLinux =>
            FrontEnd.ProtocolFeatures.ReplyAck | FrontEnd.ProtocolFeatures.Config | FrontEnd.ProtocolFeatures.BackendReq,
        _ => FrontEnd.ProtocolFeatures.MultiQueue | FrontEnd.ProtocolFeatures.ReplyAck | FrontEnd.ProtocolFeatures.Config
            | FrontEnd.ProtocolFeatures.BackendReq | FrontEnd.ProtocolFeatures.ConfigureMemSlots | FrontEnd.ProtocolFeatures.ResetDevice
            | FrontEnd.ProtocolFeatures.Status,
    };
}
