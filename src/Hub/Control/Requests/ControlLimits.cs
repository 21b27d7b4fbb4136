namespace GpioHub.Hub.Control.Requests;

/// <summary>Bounds of the control API. All are ours.</summary>
internal static class ControlLimits
{
    /// <summary>Longest request body, bytes; a configuration is at most 1 MiB.</summary>
    public const int MaxBodyBytes = 1 << 20;

    /// <summary>Recordings that are taken at once.</summary>
    public const int MaxRecordings = 32;

    /// <summary>Longest file of a replay, bytes: it is read as it comes, and only what is played is kept.</summary>
    public const long MaxRecordingBytes = 1L << 32;

    /// <summary>Connections at once, over all listeners.</summary>
    public const int MaxConnections = 512;

    /// <summary>Connections at once to view.sock, and to <c>hub.http</c>: a third each, so that who may only look never keeps out who
    /// controls.</summary>
    public const int MaxLookers = MaxConnections / 3;

    /// <summary>Event streams at once: half of the connections, so that there is always room for who asks or sets.</summary>
    public const int MaxStreams = MaxConnections / 2;

    /// <summary>How long a stream's reader may take nothing before it is let go.</summary>
    public static readonly TimeSpan StreamStall = TimeSpan.FromSeconds(30);

    /// <summary>Lines that the URL of an event stream may name.</summary>
    public const int MaxStreamLines = 1024;

    /// <summary>Time between comments on a quiet event stream.</summary>
    public static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Answers that are as long are compressed for clients that take that, bytes.</summary>
    public const int CompressedFromBytes = 100_000;

    /// <summary>How long a reactor may take to come round, or the hub is not well.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    /// <summary>How long a question to the hub itself may take before 504; lines have their own 500 ms.</summary>
    public static readonly TimeSpan HubAnswer = TimeSpan.FromSeconds(5);
}
