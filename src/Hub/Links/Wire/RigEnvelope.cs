using System.Buffers.Binary;
using System.Text;
using GpioHub.Hub.Links.Transport;

namespace GpioHub.Hub.Links.Wire;

/// <summary>Puts messages from this host's door to another's into frames, as Akka.Remote does and <see cref="RigFrame"/> reads them.
/// Pure.</summary>
/// <remarks>A message that Akka.Remote frames goes through the mailbox of its writer first, and wakes a thread for it. Only the message
/// itself differs from one to the next.</remarks>
internal sealed class RigEnvelope
{
    private const byte Payload = (1 << 3) | 2, Envelope = (2 << 3) | 2, Recipient = (1 << 3) | 2, Content = (2 << 3) | 2,
        Sender = (4 << 3) | 2, Number = (5 << 3) | 1, Bytes = (1 << 3) | 2, Serializer = 2 << 3, Path = (1 << 3) | 2;

    private readonly byte[] _recipient, _serializer, _tail;

    /// <param name="host">For whom.</param>
    public RigEnvelope(RigAddress self, string host)
    {
        _recipient = Reference(Recipient, self.DoorOf(host).ToString());
        _serializer = new byte[1 + SizeOf(LinkSerializer.Id)];
        _serializer[0] = Serializer;
        Put(_serializer.AsSpan(1), LinkSerializer.Id);
        byte[] sender = Reference(Sender, Encoding.UTF8.GetString(self.DoorBytes));
        _tail = new byte[sender.Length + 1 + sizeof(ulong)];
        sender.CopyTo(_tail, 0);
        _tail[sender.Length] = Number;
        BinaryPrimitives.WriteUInt64LittleEndian(_tail.AsSpan(sender.Length + 1), RigFrame.Unnumbered);
    }

    /// <returns>The frame, behind its length.</returns>
    public byte[] Frame(ReadOnlySpan<byte> message)
    {
        int content = FieldSize(message.Length) + _serializer.Length;
        int envelope = _recipient.Length + FieldSize(content) + _tail.Length;
        int payload = FieldSize(envelope);
        byte[] frame = new byte[FrameReader.HeadBytes + FieldSize(payload)];
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - FrameReader.HeadBytes);
        var rest = frame.AsSpan(FrameReader.HeadBytes);
        rest = Key(rest, Payload, payload);
        rest = Key(rest, Envelope, envelope);
        rest = Copy(rest, _recipient);
        rest = Key(rest, Content, content);
        rest = Key(rest, Bytes, message.Length);
        rest = Copy(rest, message);
        rest = Copy(rest, _serializer);
        Copy(rest, _tail);
        return frame;
    }

    private static byte[] Reference(byte key, string path)
    {
        int length = Encoding.UTF8.GetByteCount(path);
        byte[] field = new byte[FieldSize(FieldSize(length))];
        var rest = Key(Key(field, key, FieldSize(length)), Path, length);
        Encoding.UTF8.GetBytes(path, rest);
        return field;
    }

    private static Span<byte> Key(Span<byte> to, byte key, int length)
    {
        to[0] = key;
        return Put(to[1..], length);
    }

    private static Span<byte> Copy(Span<byte> to, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(to);
        return to[bytes.Length..];
    }

    /// <summary>A number in sevens of bits, the lowest first.</summary>
    private static Span<byte> Put(Span<byte> to, int value)
    {
        int at = 0;
        for (; value > 0x7F; value >>= 7) to[at++] = (byte)(value | 0x80);
        to[at++] = (byte)value;
        return to[at..];
    }

    /// <summary>A field of so many bytes, with its key and length.</summary>
    private static int FieldSize(int length) => 1 + SizeOf(length) + length;

    private static int SizeOf(int value)
    {
        int size = 1;
        for (; value > 0x7F; value >>= 7) size++;
        return size;
    }
}
