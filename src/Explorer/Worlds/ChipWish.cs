using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The enable for which the chip watches, as the world counts and without regard to the device's numbers.</summary>
internal enum WatchAge : byte
{
    /// <summary>An enable that is over, or none.</summary>
    Over,

    /// <summary>The enable in force.</summary>
    InForce,

    /// <summary>An enable that is not answered yet.</summary>
    Asked,
}

/// <summary>What a guest line puts on its net.</summary>
internal enum PinDrive : byte
{
    None,
    Low,
    High,
}

/// <summary>One thing that the chip was asked, in order.</summary>
internal struct ChipWish
{
    public ChipAsk Ask;
    public IrqType Irq;
    public uint Generation;
    public WatchAge Age;
    public PinDrive Drive;                  // None unless the plan sees what the guest writes
    public bool Writes;                     // a write of the output, even if it changes nothing
}
