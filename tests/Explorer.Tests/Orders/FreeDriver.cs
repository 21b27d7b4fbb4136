using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>A driver without rules: whenever it likes it queues a pair, asks for any type, and takes what is used.</summary>
/// <remarks>RequestIrq asks for a type, FreeIrq for NONE, EnableIrq queues a pair.</remarks>
internal sealed class FreeDriver : IDriverModel
{
    public string Name => "free";

    public bool DefersEvents => false;

    public DriverState Initial => default;

    public bool CountsOnEvents(in DriverState state) => false;

    public bool Accepts(in DriverState state, in DriverInput input) => input.Kind switch
    {
        DriverInputKind.RequestIrq or DriverInputKind.FreeIrq => state.Task == TaskPhase.Idle,
        DriverInputKind.EnableIrq or DriverInputKind.EventUsed => true,
        DriverInputKind.RequestUsed => state.Task == TaskPhase.Waiting,
        _ => false,
    };

    public DriverStep Take(in DriverState state, in DriverInput input) => input.Kind switch
    {
        DriverInputKind.RequestIrq => new DriverStep { Next = state with { Task = TaskPhase.Waiting }, Asks = input.Type },
        DriverInputKind.FreeIrq => new DriverStep { Next = state with { Task = TaskPhase.Waiting }, Asks = IrqType.None },
        DriverInputKind.EnableIrq => new DriverStep { Next = state, Queues = true },
        DriverInputKind.RequestUsed => new DriverStep { Next = state with { Task = TaskPhase.Idle } },
        _ => new DriverStep { Next = state },
    };
}
