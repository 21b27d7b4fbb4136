using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Recording.Log;

namespace GpioHub.Hub.Succession;

/// <summary>Tells a service manager how the rig is (STATUS= of sd_notify(3)), again after each change of a chip or a guest, and when it is
/// reloaded.</summary>
internal sealed class ServiceStatus : IDisposable
{
    private readonly IRig _rig;
    private readonly KeeperContact _keeper;
    private int _changed;

    public ServiceStatus(IRig rig, KeeperContact keeper)
    {
        (_rig, _keeper) = (rig, keeper);
        rig.Log.Noted += Noted;
    }

    /// <summary>The rig in one line, for a person.</summary>
    public static string Of(RigSnapshot rig)
    {
        int up = rig.Chips.Count(chip => chip.State == ChipState.Up);
        int connected = rig.Guests.Count(guest => guest.State != GuestState.Waiting);
        return $"{up} of {Counted.Of(rig.Chips.Length, "chip")} up, {connected} of {Counted.Of(rig.Guests.Length, "guest")} connected; " +
            rig.ConfigPath;
    }

    /// <summary>Tells it if something has changed since; called again and again, so that much that changes at once is told once.</summary>
    public void Look()
    {
        if (Interlocked.Exchange(ref _changed, 0) != 0) _ = TellAsync();
    }

    /// <summary>A reload begins, or is over.</summary>
    public void Reloads(bool begins)
    {
        if (begins)
        {
            _keeper.SayReloading();
            return;
        }

        Change();               // there may be other chips and guests
        _keeper.SayReloaded();
    }

    public void Dispose() => _rig.Log.Noted -= Noted;

    private void Change() => Volatile.Write(ref _changed, 1);

    private void Noted(LogNote note)
    {
        if (note is GuestNote or ChipNote) Change();
    }

    private async Task TellAsync()
    {
        try
        {
            _keeper.SayStatus(Of(await _rig.SnapshotAsync(CancellationToken.None)));
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException or Akka.Actor.AskTimeoutException)
        {
            Change();       // busy, or at its end: later
        }
    }
}
