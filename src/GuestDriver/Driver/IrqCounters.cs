namespace GpioHub.GuestDriver.Driver;

/// <summary>Counters of one line's eventq pair since the driver started.</summary>
/// <param name="Queued">Pairs queued.</param>
/// <param name="Valid">Pairs returned VALID.</param>
/// <param name="Invalid">Pairs returned INVALID.</param>
/// <param name="Delivered">VALID pairs that reached the handler; the others came while masked or disabled.</param>
/// <param name="Lost">Events dropped because nobody read them, or because GET_VALUE after an EDGE_BOTH interrupt failed.</param>
/// <param name="BufferKeptAfterDisable">Times the device broke VG-D-38: OK to type NONE before the pair came back.</param>
/// <param name="EventsAfterDisable">Times the device broke VG-D-39: VALID after the OK to type NONE.</param>
public readonly record struct IrqCounters(
    long Queued, long Valid, long Invalid, long Delivered, long Lost, long BufferKeptAfterDisable, long EventsAfterDisable);
