using GpioHub.Transports.Records;

namespace GpioHub.Actors.Contract;

/// <summary>Who would go on if this process ended, and what it has gone on from. Any thread.</summary>
public interface IKeeperStatus
{
    /// <summary>Who keeps descriptors and record: <c>keeper</c>, <c>systemd</c>, or <c>none</c>.</summary>
    string Keeper { get; }

    /// <summary>Whether another process is warm: <c>ready</c>, <c>starting</c>, or <c>none</c>.</summary>
    string Standby { get; }

    /// <summary>Descriptors that are kept.</summary>
    int Kept { get; }

    /// <summary>Processes that have served the rig, this one included.</summary>
    long Epoch { get; }

    /// <summary>How long nobody served it before this process did, nanoseconds; null = there was none before, or nobody knows.</summary>
    long? GapNs { get; }

    /// <summary>How the process before ended, for a person; "" = there was none.</summary>
    string Ended { get; }

    /// <summary>How many processes before this one were ended so.</summary>
    long EndedBy(EndedBy by);
}

/// <summary>The end of this process is the end.</summary>
public sealed class NoKeeper : IKeeperStatus
{
    public static readonly NoKeeper Instance = new();

    private NoKeeper()
    {
    }

    public string Keeper => "none";

    public string Standby => "none";

    public int Kept => 0;

    public long Epoch => 1;

    public long? GapNs => null;

    public string Ended => "";

    public long EndedBy(EndedBy by) => 0;
}
