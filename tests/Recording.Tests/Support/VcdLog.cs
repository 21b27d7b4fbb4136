using System.Globalization;
using System.Text;
using GpioHub.Recording.Vcd;

namespace GpioHub.Recording.Tests.Support;

/// <summary>Writes down what a reader tells: one line for each change.</summary>
internal sealed class VcdLog : IVcdSink
{
    private long _ns = -1;

    public VcdDeclarations Head { get; private set; } = null!;

    /// <summary>Such as <c>10 top.a=1</c>, with every name of the signal; −1 = before the first time.</summary>
    public List<string> Changes { get; } = [];

    /// <summary>The last time.</summary>
    public long EndNs => _ns;

    public static VcdLog Read(string text) => Read(Encoding.UTF8.GetBytes(text));

    /// <param name="piece">The text comes in pieces of so many bytes.</param>
    public static VcdLog Read(ReadOnlySpan<byte> text, int piece = int.MaxValue)
    {
        var log = new VcdLog();
        var reader = new VcdReader(log);
        while (!text.IsEmpty)
        {
            int length = Math.Min(piece, text.Length);
            reader.Feed(text[..length]);
            text = text[length..];
        }
        reader.EndOfFile();
        return log;
    }

    public void Declared(VcdDeclarations declared, long line) => Head = declared;

    public void Time(long ns, long line) => _ns = ns;

    public void Change(int signal, ReadOnlySpan<byte> bits, long line)
    {
        string names = string.Join(',', Head.Variables.Where(variable => variable.Signal == signal).Select(variable => variable.Path));
        Changes.Add(string.Create(CultureInfo.InvariantCulture, $"{_ns} {names}={Encoding.ASCII.GetString(bits)}"));
    }
}
