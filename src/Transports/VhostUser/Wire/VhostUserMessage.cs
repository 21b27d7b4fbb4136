namespace GpioHub.Transports.VhostUser;

/// <summary>One whole message of a front-end.</summary>
/// <param name="Header">Checked by the reader; the session checks it again, so that any value may be handed to it.</param>
/// <param name="Payload">A private copy.</param>
/// <param name="Fds">In the order sent; the session owns them from the moment it handles the message.</param>
public sealed record VhostUserMessage(VhostUserHeader Header, ReadOnlyMemory<byte> Payload, IReadOnlyList<ReceivedFd> Fds)
{
    public VhostUserMessage(VhostUserRequest request, ReadOnlyMemory<byte> payload = default, IReadOnlyList<ReceivedFd>? fds = null,
        bool needReply = false)
        : this(
            new VhostUserHeader(request, VhostUserHeader.Version | (needReply ? VhostUserHeader.NeedReplyFlag : 0), (uint)payload.Length),
            payload,
            fds ?? [])
    {
    }

    public VhostUserRequest Request => Header.Request;
}
