using GpioHub.Fuzz.Support;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Fuzz.Sessions;

/// <summary>The bytes of a vhost-user socket, with descriptors: any message, order, length, and cut.</summary>
/// <remarks>Production code without actors: reader, session, memory table and rings.</remarks>
internal sealed class SessionTarget : FuzzTarget
{
    private const int MessagesPerSession = 150;

    private static readonly byte[] Config = [8, 0, 0, 0, 24, 0, 0, 0];

    // Rings of 64 entries fit the first one; the others are too small for something.
    private readonly byte[][] _files = [new byte[0x2_0000], new byte[0x1000], [], new byte[0x6001]];

    public override string Name => "messages";

    public override string Inputs => "messages";

    protected override long Session(Dice dice)
    {
        foreach (byte[] file in _files) Array.Clear(file);
        var ledger = new Ledger();
        var stream = new WireStream(dice);
        var kit = new WireKit(dice, ledger, _files, stream);
        var front = new HostileFrontEnd(dice, kit);
        var offer = new VhostUserOffer
        {
            Config = Config,
            ProtocolFeatures = VhostUserOffer.UsualProtocolFeatures | (dice.OneIn(2) ? ProtocolFeatures.Status : ProtocolFeatures.None),
        };
        var owner = new WireOwner(offer);
        var connection = new VhostUserConnection(stream);
        long sent = 0;
        bool over = false;
        while (!over && sent < MessagesPerSession && !dice.Spent)
        {
            front.Send();
            sent++;
            if (sent == MessagesPerSession) stream.Ended = dice.OneIn(2);
            over = !Read(connection, stream, owner);
            if (over) break;
            if (dice.OneIn(4))
                for (int ring = 0; ring < 2; ring++) kit.Scribble(ring);
            Count(kit.IsPacked ? "chains, packed" : "chains", owner.Serve(dice));
        }

        owner.Disconnect();
        connection.Dispose();
        ledger.CheckAllClosed();
        Count("connections", 1);
        Count("ring starts", owner.Starts);
        Count("refused", owner.Refused);
        Count("ended by the hub", over ? 1 : 0);
        Count("descriptors", ledger.Given);
        return sent;
    }

    /// <returns>false = the connection is over.</returns>
    private static bool Read(VhostUserConnection connection, WireStream stream, WireOwner owner)
    {
        for (int tries = 0; ; tries++)
        {
            FuzzException.Unless(tries < 10_000, "reading comes to an end");
            var read = connection.TryRead();
            switch (read.Status)
            {
                case ReadStatus.Message:
                    var request = read.Message!.Request;
                    owner.Take(read.Message, frame => FuzzException.Unless(connection.Send(frame) is null, "a frame is sent"));
                    Check(stream, request);
                    if (owner.Closed) return false;
                    break;
                case ReadStatus.Nothing when stream.HasMore:
                    break;
                case ReadStatus.Nothing:
                    return true;
                default:
                    return false;
            }
        }
    }

    private static void Check(WireStream stream, VhostUserRequest request)
    {
        while (stream.Replies.TryDequeue(out byte[]? frame))
        {
            FuzzException.Unless(VhostUserHeader.Decode(frame, out var header) is null && header.Flags == VhostUserHeader.ReplyFlags
                && header.Request == request && header.PayloadBytes == frame.Length - VhostUserHeader.Size,
                "a reply names its request, with the flags 0x5, and its length (VU-02)");
        }
    }
}
