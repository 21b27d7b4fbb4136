namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>Virtio feature bits that this front-end knows. Source: virtio v1.2 §5.18.3 and §6; vhost-user.rst for bit 30.</summary>
[Flags]
public enum VirtioFeatures : ulong
{
    None = 0,

    /// <summary>VIRTIO_GPIO_F_IRQ: there is an eventq.</summary>
    Irq = 1UL << 0,

    /// <summary>VIRTIO_F_INDIRECT_DESC.</summary>
    IndirectDescriptors = 1UL << 28,

    /// <summary>VIRTIO_F_EVENT_IDX.</summary>
    EventIdx = 1UL << 29,

    /// <summary>VHOST_USER_F_PROTOCOL_FEATURES: on the socket only, never a guest's.</summary>
    ProtocolFeatures = 1UL << 30,

    /// <summary>VIRTIO_F_VERSION_1.</summary>
    Version1 = 1UL << 32,

    /// <summary>VIRTIO_F_RING_PACKED.</summary>
    RingPacked = 1UL << 34,
}

/// <summary>VHOST_USER_PROTOCOL_F_* that this front-end can use. Source: vhost-user.rst, "Protocol features".</summary>
[Flags]
public enum ProtocolFeatures : ulong
{
    None = 0,
    MultiQueue = 1UL << 0,
    ReplyAck = 1UL << 3,
    BackendReq = 1UL << 5,
    Config = 1UL << 9,
    ResetDevice = 1UL << 13,
    ConfigureMemSlots = 1UL << 15,
    Status = 1UL << 16,
}
