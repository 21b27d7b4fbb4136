using System.Buffers;
using System.Text;
using GpioHub.Recording.Vcd;

namespace GpioHub.Recording.Tests.Support;

/// <summary>Files that the writer writes.</summary>
internal static class Written
{
    public static readonly VcdHeader Header = new("gpiohub 0.1.0", "3f9a0c12", 10_002_907_638_045, 1_764_466_382_123_456_789)
    {
        Remarks = ["edges of doors are told by host b"],
    };

    public static byte[] Bytes(VcdSources sources, Action<VcdWriter> writes, VcdLevel at = VcdLevel.Low, bool flat = false)
    {
        var levels = new VcdLevel[sources.Nets.Length];
        levels.AsSpan().Fill(at);
        var text = new ArrayBufferWriter<byte>();
        var writer = new VcdWriter(text, Header, sources, levels, flat);
        writes(writer);
        writer.Flush();
        return text.WrittenSpan.ToArray();
    }

    public static string Text(VcdSources sources, Action<VcdWriter> writes, VcdLevel at = VcdLevel.Low, bool flat = false) =>
        Encoding.UTF8.GetString(Bytes(sources, writes, at, flat));
}
