namespace GpioHub.Transports.VhostUser;

/// <summary>What a back-end offers on one socket; constant for the life of the process (VU-41, VU-52), except <see cref="Config"/>
/// (<see cref="VhostUserSession.OfferConfig"/>).</summary>
public sealed record VhostUserOffer
{
    /// <summary>Rings of a virtio-gpio device: requestq and eventq, virtio v1.2 §5.18.2.</summary>
    public const int RingCount = 2;

    /// <summary>Everything a virtio-gpio back-end implements (VU-14); QEMU ≥ 9.0 passes all of it but bit 30 on to the guest.</summary>
    public const DeviceFeatures AllFeatures =
        DeviceFeatures.GpioIrq | DeviceFeatures.IndirectDesc | DeviceFeatures.EventIdx | DeviceFeatures.ProtocolFeatures
        | DeviceFeatures.Version1 | DeviceFeatures.RingPacked;

    /// <summary>The same without packed rings.</summary>
    public const DeviceFeatures SplitFeatures = AllFeatures & ~DeviceFeatures.RingPacked;

    /// <summary>Source: VU-12, VU-13 and the table of VU-S3. STATUS is left out on purpose (VU-21).</summary>
    public const ProtocolFeatures UsualProtocolFeatures =
        ProtocolFeatures.Mq | ProtocolFeatures.ReplyAck | ProtocolFeatures.BackendReq | ProtocolFeatures.Config |
        ProtocolFeatures.ResetDevice | ProtocolFeatures.ConfigureMemSlots;

    /// <summary>Answer to GET_FEATURES. Without <see cref="DeviceFeatures.ProtocolFeatures"/> QEMU 7.2 aborts (VU-13).</summary>
    public DeviceFeatures Features { get; init; } = AllFeatures;

    /// <summary>Answer to GET_PROTOCOL_FEATURES.</summary>
    public ProtocolFeatures ProtocolFeatures { get; init; } = UsualProtocolFeatures;

    /// <summary>struct virtio_gpio_config, 8 bytes, virtio v1.2 §5.18.4; bytes beyond it read as zero (VU-50).</summary>
    public required ReadOnlyMemory<byte> Config { get; init; }

    /// <summary>Longest ring accepted, entries, a power of 2; at least 1024 (VU-26).</summary>
    public int MaxRingSize { get; init; } = Virtio.SplitLayout.MaxSize;

    /// <summary>Answer to GET_MAX_MEM_SLOTS, regions (VU-41).</summary>
    public int MaxMemorySlots { get; init; } = 509;

    /// <summary>Also accepts memory whose size the kernel does not tell: such memory can be shorter than the region (VU-38).</summary>
    public bool AllowUnsizedMemory { get; init; }
}
