using GpioHub.Transports.Native;
using GpioHub.Transports.Records;

namespace GpioHub.Hub.Succession;

/// <summary>A process that a keeper has started: the hub, its standby, or a candidate for a takeover.</summary>
/// <param name="Process">Tells when it has ended.</param>
/// <param name="Line">Down to it.</param>
/// <param name="Program">What it runs.</param>
internal sealed record Offspring(ProcessFile Process, PacketSocket Line, byte[] Program) : IDisposable
{
    /// <summary>A hub: it is up. A standby: it waits.</summary>
    public bool Ready { get; set; }

    /// <summary>A hub: it was given what another had left.</summary>
    public bool IsSuccessor { get; set; }

    /// <summary>It handles signals by now, so none ends it before it has read its command line.</summary>
    public bool Listens { get; set; }

    /// <summary>A hub that wants to outlive its process.</summary>
    public bool Kept { get; set; } = true;

    /// <summary>A hub that wants a standby.</summary>
    public bool WantsStandby { get; set; }

    /// <summary>Why the keeper has killed it; Unknown = it has not.</summary>
    public EndedBy Killed { get; set; }

    /// <summary>How long it may say nothing; 0 = for ever.</summary>
    public long WatchdogNs { get; set; }

    /// <summary>When it last said that its reactors come round.</summary>
    public long HeardNs { get; set; }

    public void Dispose()
    {
        Line.Dispose();
        Process.Dispose();
    }
}
