using GpioHub.Hub.Links.Wire;

namespace GpioHub.Hub.Tests.Links;

/// <summary>Frames of Akka.Remote between two hubs, and what they are made of.</summary>
internal static class Frames
{
    public static byte[] Associate(string host = "h-bench-a", string system = "rig", byte port = 1) =>
        Field(2, [.. Number(1, 1), .. Field(2, [.. Field(1,
            [.. Text(1, system), .. Text(2, host), .. Number(3, port), .. Text(4, "rig.ssl.tcp")]), .. Fixed(2, 77)])]);

    public static byte[] Message(
        string recipient = "akka.rig.ssl.tcp://rig@h-bench-b:1/user/link",
        string sender = "akka.rig.ssl.tcp://rig@h-bench-a:1/user/link#123",
        int serializer = LinkSerializer.Id, ulong number = ulong.MaxValue, byte[]? content = null) => Field(1, Field(2,
            [.. Field(1, Text(1, recipient)), .. Field(2, [.. Field(1, content ?? [9, 1]), .. Number(2, serializer)]),
             .. Field(4, Text(1, sender)), .. Fixed(5, number)]));

    public static byte[] Acknowledgement(ulong number = ulong.MaxValue) => Field(1, Fixed(1, number));

    /// <summary>What is in the payload of a frame.</summary>
    public static byte[] ContentOf(byte[] frame)
    {
        var fields = new FrameFields(frame);
        fields.Next();
        return fields.Bytes.ToArray();
    }

    public static byte[] Acknowledging(byte[] message) => Field(1, [.. Acknowledgement(), .. ContentOf(message)]);

    public static byte[] Text(int field, string text) => Field(field, System.Text.Encoding.UTF8.GetBytes(text));

    public static byte[] Field(int field, byte[] bytes) => [(byte)((field << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];

    public static byte[] Number(int field, int value) => [(byte)(field << 3), .. Varint((ulong)value)];

    public static byte[] Fixed(int field, ulong value) => [(byte)((field << 3) | 1), .. BitConverter.GetBytes(value)];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value > 0x7F; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }
}
