namespace GpioHub.Transports.VhostUser;

/// <summary>The result of one read of the socket.</summary>
public enum ReadStatus
{
    /// <summary>No whole message there yet.</summary>
    Nothing,

    /// <summary>One message.</summary>
    Message,

    /// <summary>The peer closed between two messages: a normal end.</summary>
    Ended,

    /// <summary>The stream makes no sense any more; every received descriptor is closed.</summary>
    Broken,
}

/// <param name="Message">Not null exactly for <see cref="ReadStatus.Message"/>; its descriptors are the receiver's to close.</param>
/// <param name="Reason">Not null exactly for <see cref="ReadStatus.Broken"/>.</param>
public readonly record struct ReadResult(ReadStatus Status, VhostUserMessage? Message = null, string? Reason = null);
