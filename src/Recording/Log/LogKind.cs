namespace GpioHub.Recording.Log;

/// <summary>What a record of the log says.</summary>
public enum LogKind : byte
{
    /// <summary>The level that readers of a net see has changed.</summary>
    Edge,

    /// <summary>The kernel told of edges of a net only how many there were; <see cref="LogEntry.Count"/> of them.</summary>
    Lost,

    /// <summary>A guest line's interrupt has been signalled to its guest.</summary>
    Delivered,

    /// <summary>An edge came while the guest line was masked, and waits for the unmask.</summary>
    Latched,

    /// <summary>Edges fell together with one that the guest had not taken yet; <see cref="LogEntry.Count"/> of them.</summary>
    Coalesced,

    /// <summary>The guest has unmasked the line: it has queued a buffer for the next interrupt. From a delivery until then it is
    /// masked.</summary>
    Unmasked,

    /// <summary>A <see cref="LogNote"/>: the rest of it is kept beside the records.</summary>
    Note,
}
