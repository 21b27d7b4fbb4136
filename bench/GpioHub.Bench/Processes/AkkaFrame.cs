namespace GpioHub.Bench.Processes;

/// <summary>Makes frames of Akka.Remote, whose content is protobuf. Source: Akka.Remote 1.5, WireFormats.proto.</summary>
internal static class AkkaFrame
{
    /// <summary>A frame of one field, behind its length.</summary>
    public static byte[] Of(int field, ReadOnlySpan<byte> content)
    {
        byte[] frame = Field(field, content);
        return [.. BitConverter.GetBytes(frame.Length), .. frame];
    }

    /// <param name="content">127 bytes at most.</param>
    public static byte[] Field(int field, ReadOnlySpan<byte> content) =>
        [(byte)((field << 3) | 2), checked((byte)content.Length), .. content];

    /// <param name="value">127 at most.</param>
    public static byte[] Number(int field, byte value) => [(byte)(field << 3), value];

    public static byte[] Fixed(int field, ulong value) => [(byte)((field << 3) | 1), .. BitConverter.GetBytes(value)];
}
