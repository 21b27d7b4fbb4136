namespace GpioHub.Transports.VhostUser;

/// <summary>Bits of GET/SET_FEATURES: virtio feature bits, and bit 30, which the vhost-user protocol uses for itself.</summary>
/// <remarks>Source: virtio v1.2 §6 and §5.18.3; vhost-user protocol, "Feature negotiation".</remarks>
[Flags]
public enum DeviceFeatures : ulong
{
    None = 0,

    /// <summary>VIRTIO_GPIO_F_IRQ: the device has an eventq.</summary>
    GpioIrq = 1UL << 0,

    /// <summary>VHOST_F_LOG_ALL: dirty logging; never shown to a guest.</summary>
    LogAll = 1UL << 26,

    /// <summary>VIRTIO_F_INDIRECT_DESC.</summary>
    IndirectDesc = 1UL << 28,

    /// <summary>VIRTIO_F_EVENT_IDX.</summary>
    EventIdx = 1UL << 29,

    /// <summary>VHOST_USER_F_PROTOCOL_FEATURES: protocol features may be negotiated, and rings start disabled (VU-13, VU-17).</summary>
    ProtocolFeatures = 1UL << 30,

    /// <summary>VIRTIO_F_VERSION_1.</summary>
    Version1 = 1UL << 32,

    /// <summary>VIRTIO_F_RING_PACKED.</summary>
    RingPacked = 1UL << 34,
}
