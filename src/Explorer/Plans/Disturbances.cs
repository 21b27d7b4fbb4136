namespace GpioHub.Explorer.Plans;

/// <summary>What may happen to a guest's lines at any moment, besides its driver and its chip's work.</summary>
[Flags]
public enum Disturbances
{
    None = 0,

    /// <summary>The eventq is stopped and started: QMP stop and cont (VU-45).</summary>
    EventqStops = 1,

    /// <summary>SET_VRING_ENABLE(0) and (1) on the eventq (VU-35).</summary>
    EventqDisables = 2,

    /// <summary>The chip goes away and comes back (VG-D-52).</summary>
    ChipLeaves = 4,

    /// <summary>The guest sets the line's direction: IN and NONE.</summary>
    Directions = 8,

    /// <summary>The guest sets the direction OUT too, which Linux refuses for a line with an interrupt.</summary>
    Outputs = 16,

    /// <summary>The device is reset, and a driver probes it anew (VG-D-49).</summary>
    Reset = 32,

    /// <summary>The guest has had as many interrupts as it may have for now.</summary>
    InterruptLimit = 64,

    /// <summary>A live reload moves the line to another chip line.</summary>
    Reload = 128,

    /// <summary>The guest sets values; with <see cref="Outputs"/> these are writes of its output.</summary>
    Values = 256,
}
