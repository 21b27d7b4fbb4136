using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Transports.Native;

namespace GpioHub.GuestDriver.Driver;

/// <remarks>These methods block for as long as the back-end takes to answer the front-end's messages. Meanwhile the driver does nothing, as
/// in a stopped machine.</remarks>
public sealed partial class GpioDriver
{
    /// <summary>Pauses the virtual machine: stops the rings. Nothing that comes back is handled before <see cref="ResumeAsync"/>.</summary>
    /// <remarks>Requests made meanwhile wait. The back-end answers what was outstanding before the stop (VU-33), and held pairs with
    /// INVALID (VU-45).</remarks>
    public Task StopAsync() => InGuestPauseAsync(FrontEnd.Stop, runsAfter: false);

    /// <summary>Resumes after <see cref="StopAsync"/>.</summary>
    public Task ResumeAsync() => InGuestPauseAsync(FrontEnd.Start, runsAfter: true);

    /// <summary>SET_VRING_ENABLE while the rings stay started (VU-35).</summary>
    /// <param name="ring">0 = requestq, 1 = eventq.</param>
    public Task EnableRingAsync(int ring, bool on) => InGuestPauseAsync(() => FrontEnd.Enable(ring, on), runsAfter: true);

    /// <summary>Reboots the guest: the device is reset, everything outstanding is given up, interrupts are forgotten (VG-G-17), and the
    /// driver probes anew.</summary>
    public async Task ResetAsync(CancellationToken cancel = default)
    {
        await InGuestPauseAsync(ResetDevice, runsAfter: false).ConfigureAwait(false);
        await StartAsync(cancel).ConfigureAwait(false);
    }

    /// <summary>Connects to the back-end anew, as QEMU 7.2 does with <c>reconnect=1</c>: the guest notices nothing, and what was
    /// outstanding is offered again.</summary>
    /// <param name="socket">Connected, owned from here on; null = the path that the driver was connected to.</param>
    /// <param name="startAt">As for <see cref="VhostUserFrontEnd.Reconnect"/>.</param>
    public async Task ReconnectAsync(UnixStream? socket = null, Func<FrontEndRing, uint>? startAt = null)
    {
        await InGuestPauseAsync(
            () =>
            {
                _thread?.Unwatch();
                FrontEnd.Reconnect(socket, startAt);
                _thread?.Watch();
            },
            runsAfter: true).ConfigureAwait(false);
    }

    /// <summary>Switches the guest off: stops the rings and closes the connection; done when the back-end has noticed. Interrupts and lines
    /// that are still held are not given back first, because no kernel does that. Dispose afterwards.</summary>
    public Task ShutDownAsync() => InGuestPauseAsync(
        () =>
        {
            _thread?.Unwatch();
            FrontEnd.Stop();
            FrontEnd.Close();
            Core.Fail(new VhostUserPeerException("the guest was switched off"));
        },
        runsAfter: false);

    private void ResetDevice()
    {
        FrontEnd.Reset();
        Core.AbandonAll(new VhostUserPeerException("the device was reset"));
    }

    private Task InGuestPauseAsync(Action change, bool runsAfter)
    {
        HardIrqFlow.RefuseInside(Core);
        return Task.Run(() =>
        {
            Core.RunIfWell(() =>
            {
                Core.SetRunning(false);
                change();
                Core.SetRunning(runsAfter);
                return true;
            });
            _thread?.Wake();
        });
    }
}
