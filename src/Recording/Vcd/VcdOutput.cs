using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace GpioHub.Recording.Vcd;

/// <summary>Writes the words of a file into a buffer of the caller's.</summary>
internal sealed class VcdOutput(IBufferWriter<byte> to)
{
    private const int LongestNumber = 20;

    public void Text(string text) => Encoding.UTF8.GetBytes(text, to);

    public void Line(string text)
    {
        Text(text);
        Text("\n");
    }

    /// <summary><c>#NS</c>.</summary>
    public void Time(long ns)
    {
        var room = to.GetSpan(LongestNumber + 2);
        room[0] = (byte)'#';
        Utf8Formatter.TryFormat(ns, room[1..], out int digits);
        room[digits + 1] = (byte)'\n';
        to.Advance(digits + 2);
    }

    public void Bit(VcdLevel level, ReadOnlySpan<byte> id)
    {
        var room = to.GetSpan(id.Length + 2);
        room[0] = VcdLevels.LetterOf(level);
        id.CopyTo(room[1..]);
        room[id.Length + 1] = (byte)'\n';
        to.Advance(id.Length + 2);
    }

    public void Vector(ReadOnlySpan<VcdLevel> bits, ReadOnlySpan<byte> id)
    {
        var room = to.GetSpan(bits.Length + id.Length + 3);
        room[0] = (byte)'b';
        for (int i = 0; i < bits.Length; i++) room[i + 1] = VcdLevels.LetterOf(bits[i]);
        room[bits.Length + 1] = (byte)' ';
        id.CopyTo(room[(bits.Length + 2)..]);
        room[bits.Length + id.Length + 2] = (byte)'\n';
        to.Advance(bits.Length + id.Length + 3);
    }
}
