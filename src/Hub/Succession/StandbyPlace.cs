using GpioHub.Transports.Native;

namespace GpioHub.Hub.Succession;

/// <summary>The place of a keeper's standby: when one is started, and that it stands back behind the hub. Source: IF-2.21.</summary>
internal sealed class StandbyPlace(Brood brood)
{
    /// <summary>A hub that is up so long is no short one: it gets a standby.</summary>
    private const long AfterNs = 2_000_000_000;

    /// <summary>So many in a row that died while they started are enough.</summary>
    private const int MostDeaths = 3;

    private const int Nice = 10;

    private int _deaths;
    private bool _standsBack;

    /// <summary>null = there is none.</summary>
    public Offspring? Process { get; private set; }

    /// <summary>When one is to be started; 0 = not.</summary>
    public long DueNs { get; private set; }

    /// <summary>What <c>info</c> says.</summary>
    public string State => Process is null ? "none" : Process.Ready ? "ready" : "starting";

    /// <summary>The hub has come up.</summary>
    public void HubIsUp()
    {
        _deaths = 0;
        DueNs = brood.Hub is { WantsStandby: true, Kept: true } && Process is null ? MonotonicClock.Now + AfterNs : 0;
    }

    /// <returns>Whether one was started.</returns>
    public bool DoWhatIsDue(long now)
    {
        if (DueNs == 0 || now < DueNs) return false;
        DueNs = 0;
        Process = brood.Start(KeeperText.Standby, brood.Program);
        // Whoever may not take it back later must not give it away now.
        _standsBack = ProcessPriority.MayTakeBack && ProcessPriority.TrySet(Process.Process.ProcessId, ProcessPriority.Nice + Nice);
        return true;
    }

    /// <summary>It has ended.</summary>
    public void Ended()
    {
        var standby = Process!;
        Process = null;
        _ = standby.Process.Reap();
        if (!standby.Ready && ++_deaths >= MostDeaths) Brood.Tell("the standby does not come up; a successor will start cold");
        else DueNs = MonotonicClock.Now + AfterNs;
        standby.Dispose();
    }

    /// <summary>Takes it out of its place, to be the hub: it no longer stands back.</summary>
    public Offspring? Take()
    {
        if (Process is not { } standby) return null;
        Process = null;
        if (_standsBack) ProcessPriority.TrySet(standby.Process.ProcessId, ProcessPriority.Nice);
        return standby;
    }

    /// <summary>Nobody stands by any more.</summary>
    public void End()
    {
        DueNs = 0;
        if (Process is { } standby) Brood.End(standby);
        Process = null;
    }
}
