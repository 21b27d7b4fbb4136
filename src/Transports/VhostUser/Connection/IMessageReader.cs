namespace GpioHub.Transports.VhostUser;

/// <summary>Cuts a stream socket into messages, one at a time, without ever blocking.</summary>
internal interface IMessageReader : IDisposable
{
    /// <summary>A part of a message has come, and its rest has not.</summary>
    bool HasPartial { get; }

    /// <summary>Whole messages read.</summary>
    long MessagesRead { get; }

    ReadResult TryRead();
}
