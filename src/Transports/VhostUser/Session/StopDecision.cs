namespace GpioHub.Transports.VhostUser;

/// <summary>What is known of a device whose rings are all stopped.</summary>
/// <remarks>There is no third verdict "paused": every way in which a front-end pauses is the way in which some version of one
/// resets.</remarks>
public enum StopVerdict
{
    /// <summary>The machine may be paused, or its driver may be gone.</summary>
    CannotTell,

    /// <summary>The driver is gone: unbound, reset, or another one begins.</summary>
    Reset,
}

/// <summary>One message, and what it met.</summary>
/// <param name="HasRun">A ring has run on this connection.</param>
/// <param name="AllStopped">No ring runs, the message carried out.</param>
/// <param name="DisabledJustBefore">The message before it was SET_VRING_ENABLE(0) of the same ring, with NEED_REPLY.</param>
/// <param name="ResetDevice">RESET_DEVICE is negotiated: QEMU does that, Cloud Hypervisor does not.</param>
public readonly record struct StopFacts(VhostUserRequest Request, bool HasRun, bool AllStopped, bool DisabledJustBefore, bool ResetDevice);

/// <summary>Tells a reset from a pause, where that can be told (VU-47b).</summary>
public static class StopDecision
{
    /// <summary>Guest pages that firmware writes first after a reset: page 0 (SeaBIOS: vectors, BIOS data) and OVMF's page tables. In a
    /// paused machine no page is written.</summary>
    public static ReadOnlySpan<ulong> FirmwarePages => [0, 0x80_0000];

    /// <summary>Whether a message says that the driver is gone.</summary>
    public static StopVerdict Decide(in StopFacts facts)
    {
        if (!facts.HasRun || !facts.AllStopped) return StopVerdict.CannotTell;
        bool gone = facts.Request switch
        {
            // Nobody sends it to pause.
            VhostUserRequest.ResetOwner => true,
            // A driver that probes: QEMU 9 and later, Cloud Hypervisor, User-Mode Linux.
            VhostUserRequest.GetConfig => true,
            // The last message of User-Mode Linux when it takes its queues down; others ask it only when they connect.
            VhostUserRequest.GetFeatures => true,
            // Cloud Hypervisor disables and stops one ring after the other at a reset, and only disables at a pause. crosvm does so at a
            // pause too, but never with NEED_REPLY. QEMU 9 and later disable all rings first, so that only one of one ring looks alike.
            VhostUserRequest.GetVringBase => facts.DisabledJustBefore && !facts.ResetDevice,
            _ => false,
        };
        return gone ? StopVerdict.Reset : StopVerdict.CannotTell;
    }

    /// <summary>Whether guest memory says that the driver is gone.</summary>
    /// <param name="usedRingWritten">A used ring has changed since the rings stopped. Only the device writes it: the memory has another
    /// owner.</param>
    /// <param name="firmwareWritten">One of <see cref="FirmwarePages"/> has changed since then.</param>
    public static StopVerdict Decide(bool usedRingWritten, bool firmwareWritten) =>
        usedRingWritten || firmwareWritten ? StopVerdict.Reset : StopVerdict.CannotTell;
}
