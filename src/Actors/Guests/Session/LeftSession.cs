using GpioHub.Actors.Contract;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>What the process before has left of a guest's session, as words.</summary>
/// <param name="MessageBytes">Of a message that is carried out and may still be in the socket; 0 = none.</param>
internal sealed record LeftSession(ulong[] Words, int MessageBytes)
{
    /// <returns>null = nothing that makes sense.</returns>
    public static LeftSession? Of(RecordFile file, string name) =>
        SessionRecord.Read(file, name, out int messageBytes) is { } words ? new LeftSession(words, messageBytes) : null;
}

/// <summary>What a guest's image says of its front-end.</summary>
/// <param name="OutboxEnd">As <see cref="VhostUserConnection.OutboxEnd"/>.</param>
internal sealed record FrontEndImage(PeerSnapshot Peer, long OutboxEnd, long MessagesRead)
{
    public static void Write(ImageWriter into, FrontEndImage? frontEnd)
    {
        into.Write(frontEnd is not null);
        if (frontEnd is null) return;
        into.Write((ulong)frontEnd.Peer.Pid);
        into.Write(frontEnd.Peer.Name);
        into.Write((ulong)frontEnd.OutboxEnd);
        into.Write((ulong)frontEnd.MessagesRead);
    }

    /// <returns>null = none was connected.</returns>
    public static FrontEndImage? Read(ref ImageReader from)
    {
        if (!from.Flag()) return null;
        var peer = new PeerSnapshot((int)from.Word(), from.Text() ?? "");
        return new FrontEndImage(peer, (long)from.Word(), (long)from.Word());
    }
}
