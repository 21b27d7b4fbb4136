namespace GpioHub.Transports.Virtio.Gpio;

/// <summary>VIRTIO_GPIO_MSG_*: le16 <c>type</c> of a requestq message. Source: virtio v1.2 §5.18.6.</summary>
public enum GpioMessage : ushort
{
    GetLineNames = 0x0001,
    GetDirection = 0x0002,
    SetDirection = 0x0003,
    GetValue = 0x0004,
    SetValue = 0x0005,
    SetIrqType = 0x0006,
}

/// <summary>VIRTIO_GPIO_DIRECTION_*. Source: virtio v1.2 §5.18.6.3.</summary>
public enum GpioDirection : byte
{
    None = 0,
    Out = 1,
    In = 2,
}

/// <summary>VIRTIO_GPIO_IRQ_TYPE_*; exactly these six, never a combination. Source: virtio v1.2 §5.18.6.6.</summary>
public enum IrqType : byte
{
    None = 0x00,
    EdgeRising = 0x01,
    EdgeFalling = 0x02,
    EdgeBoth = 0x03,
    LevelHigh = 0x04,
    LevelLow = 0x08,
}

/// <summary>VIRTIO_GPIO_STATUS_*: first byte of a requestq response. Source: virtio v1.2 §5.18.6.</summary>
public enum GpioStatus : byte
{
    Ok = 0,
    Error = 1,
}

/// <summary>VIRTIO_GPIO_IRQ_STATUS_*: the byte of an eventq response; its polarity is the opposite of <see cref="GpioStatus"/>. Source:
/// virtio v1.2 §5.18.7.</summary>
public enum IrqStatus : byte
{
    Invalid = 0,
    Valid = 1,
}
