using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>A rig whose orders are recorded.</summary>
/// <param name="Lines">1 or 2 lines of the guest.</param>
/// <param name="Apart">The chip is on another reactor than the guest.</param>
/// <param name="AtDevice">The chip is a device, whose level is sensed when a line is unmasked; else it is simulated, and its
/// level is known.</param>
/// <param name="Packed">The guest has packed rings.</param>
public sealed record OrderPlan(int Lines, bool Apart, bool AtDevice, bool Packed = false)
{
    private static readonly IrqType[] Types =
        [IrqType.EdgeRising, IrqType.EdgeFalling, IrqType.EdgeBoth, IrqType.LevelHigh, IrqType.LevelLow];

    /// <summary>The number of the call that queues a pair.</summary>
    internal static int QueueCall => Types.Length + 1;

    /// <summary>The world that has the same driver and the same chip.</summary>
    public ExplorationPlan World => new()
    {
        Driver = new FreeDriver(),
        Types = Types,
        Handlers = [HandlerKind.Hard],
        Calls = [DriverInputKind.RequestIrq, DriverInputKind.FreeIrq, DriverInputKind.EnableIrq],
        ChipRefuses = true,
        ChipIsLate = true,
        TurnsOverlap = true,
        ChipIsApart = Apart,
        ChipSensesLate = AtDevice && Apart,
        Lines = Lines,
        Disturbances = Disturbances.EventqStops | Disturbances.EventqDisables | Disturbances.ChipLeaves | Disturbances.Directions
            | Disturbances.Reset,
        Properties = Promises.OfTheDeviceAlone,
    };

    public override string ToString() =>
        $"{Lines} lines, {(AtDevice ? "a device" : "a simulated chip")}{(Apart ? " on another reactor" : "")}" +
        (Packed ? ", packed rings" : "");

    internal static int CallOf(IrqType type) => type == IrqType.None ? Types.Length : Array.IndexOf(Types, type);
}
