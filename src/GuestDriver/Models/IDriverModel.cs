namespace GpioHub.GuestDriver.Models;

/// <summary>A driver model: the interrupt half of one guest's driver for one line, as a pure state machine. It says what its contexts can
/// do next, in any order.</summary>
/// <remarks>
/// A driver is several contexts at once: the task that makes the client's call, the vring callback (or work item) that consumes used
/// buffers, the handler's thread. Each <see cref="DriverInputKind.TaskRuns"/>, <see cref="DriverInputKind.InterruptRuns"/> and
/// <see cref="DriverInputKind.ThreadRuns"/> advances one of them by one step that no other can divide: a locked section of the original, or
/// the code between two of them. A caller that tries every accepted input at every choice sees every schedule. A caller that wants a driver
/// which simply works feeds used entries and client calls, and between them lets the contexts run until none is accepted.
/// Lines of one guest do not interact here: a lock that the original shares between lines is held per line, so that more schedules are
/// possible, never fewer.
/// </remarks>
public interface IDriverModel
{
    /// <summary>The name by which <see cref="DriverModels.Named"/> finds it.</summary>
    string Name { get; }

    /// <summary>Whether the client, when no call of its own is under way, counts on events. Linux's irq_bus_sync_unlock() returns nothing,
    /// so request_irq() succeeds although the device has refused the type.</summary>
    bool CountsOnEvents(in DriverState state);

    /// <summary>Whether somebody must be scheduled before an event reaches its handler.</summary>
    bool DefersEvents { get; }

    /// <summary>After probe: no interrupt requested, nothing queued.</summary>
    DriverState Initial { get; }

    /// <summary>Whether <paramref name="input"/> can happen in <paramref name="state"/>.</summary>
    bool Accepts(in DriverState state, in DriverInput input);

    /// <summary>Takes one input.</summary>
    /// <exception cref="System.Diagnostics.UnreachableException"><see cref="Accepts"/> says no: a bug of the caller.</exception>
    DriverStep Take(in DriverState state, in DriverInput input);
}
