namespace GpioHub.Hub.Links.Wire;

/// <summary>What a frame between two hubs is.</summary>
internal enum FrameKind
{
    /// <summary>What no hub sends: nothing behind this reads it.</summary>
    Foreign,

    /// <summary>The first one each way: says who speaks.</summary>
    Associate,

    Heartbeat,

    /// <summary>That messages with numbers have come. There are none, and whoever believed it might end with its peer for good.</summary>
    Acknowledgement,

    /// <summary>The sender ends the connection, for whatever reason.</summary>
    Disassociate,

    /// <summary>From the sender's door to ours, in the bytes of <see cref="LinkSerializer"/>. Of a connection that is not the first between
    /// two processes the first one comes with an acknowledgement, which means nothing.</summary>
    Message,
}

/// <summary>Reads a frame of Akka.Remote before Akka.Remote does, and knows only what hubs say to each other. Pure. Source:
/// LK-16.</summary>
/// <remarks>
/// Akka.Remote reads a frame's payload before it looks for whom it is, keeps frames that are numbered until their predecessors come, and
/// ends for good with a peer whose acknowledgements are wrong. None of that can be reached: who sends another frame than these is cut off,
/// and messages go to the door past it, which also spares them three actors' mailboxes.
/// <code>
///   AkkaProtocolMessage     { 1 payload | 2 instruction }
///     instruction           { 1 command: 1 associate, 2 disassociate, 3 heartbeat, 4 shutting down, 5 quarantined; 2 handshake }
///       handshake           { 1 origin { 1 system, 2 host, 3 port, 4 protocol }, 2 uid }
///     payload               { 1 acknowledgement, 2 envelope; one of both or both }
///       envelope            { 1 recipient { 1 path }, 2 message { 1 bytes, 2 serializer }, 4 sender { 1 path }, 5 number }
/// </code>
/// Source: Akka.Remote 1.5, WireFormats.proto and ContainerFormats.proto.
/// </remarks>
internal static class RigFrame
{
    /// <summary>The number of an envelope that has none.</summary>
    public const ulong Unnumbered = ulong.MaxValue;

    /// <param name="self">This host's address.</param>
    /// <param name="host">Of Associate and Message: the host that speaks, in lower case; else null.</param>
    /// <param name="message">Of Message: its bytes.</param>
    public static FrameKind Read(ReadOnlySpan<byte> frame, RigAddress self, out string? host, out ReadOnlySpan<byte> message)
    {
        host = null;
        message = default;
        var fields = new FrameFields(frame);
        if (!fields.Next() || !fields.HasBytes) return FrameKind.Foreign;
        int field = fields.Field;
        var inner = fields.Bytes;
        if (fields.Next() || fields.IsBroken) return FrameKind.Foreign;
        return field switch
        {
            1 => Payload(inner, self, out host, out message),
            2 => Instruction(inner, out host),
            _ => FrameKind.Foreign,
        };
    }

    private static FrameKind Instruction(ReadOnlySpan<byte> bytes, out string? host)
    {
        host = null;
        ulong command = 0;
        ReadOnlySpan<byte> handshake = default;
        var fields = new FrameFields(bytes);
        while (fields.Next())
            switch (fields.Field)
            {
                case 1 when !fields.HasBytes: command = fields.Number; break;
                case 2 when fields.HasBytes: handshake = fields.Bytes; break;
                default: return FrameKind.Foreign;
            }

        if (fields.IsBroken) return FrameKind.Foreign;
        return command switch
        {
            1 => (host = OriginOf(handshake)) is null ? FrameKind.Foreign : FrameKind.Associate,
            2 or 4 or 5 => FrameKind.Disassociate,
            3 => FrameKind.Heartbeat,
            _ => FrameKind.Foreign,
        };
    }

    private static string? OriginOf(ReadOnlySpan<byte> handshake)
    {
        ReadOnlySpan<byte> origin = default;
        var fields = new FrameFields(handshake);
        while (fields.Next())
            switch (fields.Field)
            {
                case 1 when fields.HasBytes: origin = fields.Bytes; break;
                case 2 when !fields.HasBytes: break;
                case 3 when fields is { HasBytes: true, Bytes.Length: 0 }: break;
                default: return null;
            }

        if (fields.IsBroken) return null;
        ReadOnlySpan<byte> system = default, name = default;
        ulong port = 0;
        var parts = new FrameFields(origin);
        while (parts.Next())
            switch (parts.Field)
            {
                case 1 when parts.HasBytes: system = parts.Bytes; break;
                case 2 when parts.HasBytes: name = parts.Bytes; break;
                case 3 when !parts.HasBytes: port = parts.Number; break;
                case 4 when parts.HasBytes: break;
                default: return null;
            }

        return !parts.IsBroken && system.SequenceEqual(RigAddress.SystemBytes) && port == RigAddress.Port
            ? RigAddress.HostOf(name)
            : null;
    }

    private static FrameKind Payload(
        ReadOnlySpan<byte> payload, RigAddress self, out string? host, out ReadOnlySpan<byte> message)
    {
        host = null;
        message = default;
        ReadOnlySpan<byte> envelope = default;
        bool acknowledges = false;
        var fields = new FrameFields(payload);
        while (fields.Next())
            switch (fields.Field)
            {
                case 1 when fields.HasBytes: acknowledges = true; break;
                case 2 when fields.HasBytes: envelope = fields.Bytes; break;
                default: return FrameKind.Foreign;
            }

        if (fields.IsBroken) return FrameKind.Foreign;
        if (acknowledges && envelope.IsEmpty) return FrameKind.Acknowledgement;
        if (IsEnvelope(envelope, self, out host, out message)) return FrameKind.Message;
        message = default;
        return FrameKind.Foreign;
    }

    private static bool IsEnvelope(
        ReadOnlySpan<byte> envelope, RigAddress self, out string? host, out ReadOnlySpan<byte> message)
    {
        host = null;
        message = default;
        ReadOnlySpan<byte> recipient = default, content = default, sender = default;
        ulong number = 0;
        var parts = new FrameFields(envelope);
        while (parts.Next())
            switch (parts.Field)
            {
                case 1 when parts.HasBytes: recipient = parts.Bytes; break;
                case 2 when parts.HasBytes: content = parts.Bytes; break;
                case 4 when parts.HasBytes: sender = parts.Bytes; break;
                case 5 when !parts.HasBytes: number = parts.Number; break;
                default: return false;
            }

        return !parts.IsBroken && number == Unnumbered
            && PathOf(recipient).SequenceEqual(self.DoorBytes) && IsOurs(content, out message)
            && (host = self.SenderOf(PathOf(sender))) is not null;
    }

    private static ReadOnlySpan<byte> PathOf(ReadOnlySpan<byte> reference)
    {
        var fields = new FrameFields(reference);
        if (!fields.Next() || fields.Field != 1 || !fields.HasBytes) return default;
        var path = fields.Bytes;
        return fields.Next() || fields.IsBroken ? default : path;
    }

    private static bool IsOurs(ReadOnlySpan<byte> content, out ReadOnlySpan<byte> message)
    {
        message = default;
        ulong serializer = 0;
        var fields = new FrameFields(content);
        while (fields.Next())
            switch (fields.Field)
            {
                case 1 when fields.HasBytes: message = fields.Bytes; break;
                case 2 when !fields.HasBytes: serializer = fields.Number; break;
                default: return false;
            }

        return !fields.IsBroken && serializer == LinkSerializer.Id;
    }
}
