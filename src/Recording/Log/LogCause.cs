namespace GpioHub.Recording.Log;

/// <summary>Who changed a level, as a number of the log's table of causes.</summary>
/// <param name="Id">0 … <see cref="Most"/>; 0 = nobody, or not known.</param>
public readonly record struct LogCause(ushort Id)
{
    /// <summary>The largest number: a record has 14 bits for it.</summary>
    public const ushort Most = (1 << 14) - 1;

    public static readonly LogCause None;

    /// <summary>A <c>set</c>, or a pulse.</summary>
    public static readonly LogCause Stimulus = new(1);

    /// <summary>The pin of a device.</summary>
    public static readonly LogCause Hardware = new(2);

    public static readonly LogCause Fault = new(3);

    /// <summary>A reload.</summary>
    public static readonly LogCause Configuration = new(4);

    /// <summary>Causes from this number on are guests.</summary>
    public const ushort FirstGuest = 5;
}
