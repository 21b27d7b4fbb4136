using System.Globalization;
using System.Text;

namespace GpioHub.Hub.Control.Metrics;

/// <summary>Metrics as text, in the format of Prometheus (text/plain; version=0.0.4).</summary>
/// <remarks>Source: the exposition formats of Prometheus, "text-based format". Samples of one family stand together. It is made to be used
/// again, because a scrape comes every few seconds and should leave nothing behind.</remarks>
internal sealed class MetricsText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private byte[] _buffer = new byte[16 * 1024];
    private int _length;
    private string _family = "";

    /// <summary>What has been written. Valid until more is.</summary>
    public ReadOnlyMemory<byte> Text => _buffer.AsMemory(0, _length);

    /// <summary>Begins a family that only grows.</summary>
    public void Counter(string name, string help) => Begin(name, "counter", help);

    /// <summary>Begins a family of values that come and go.</summary>
    public void Gauge(string name, string help) => Begin(name, "gauge", help);

    /// <summary>Begins a family of distributions, whose samples are parts.</summary>
    public void Histogram(string name, string help) => Begin(name, "histogram", help);

    /// <summary>Adds a sample to the family that was begun last.</summary>
    /// <param name="labels">Names as Prometheus has them; values may be anything.</param>
    public void Sample(long value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out int length, provider: CultureInfo.InvariantCulture);
        Sample("", digits[..length], labels);
    }

    /// <summary>Adds a sample to the family that was begun last.</summary>
    public void Sample(double value, params ReadOnlySpan<(string Name, string Value)> labels) =>
        Sample("", value.ToString("R", CultureInfo.InvariantCulture), labels);

    /// <summary>Adds a sample of a part of the family.</summary>
    /// <param name="part">_bucket, _sum or _count.</param>
    /// <param name="value">As it is to be written.</param>
    public void Sample(string part, string value, params ReadOnlySpan<(string Name, string Value)> labels)
    {
        Span<byte> bytes = stackalloc byte[value.Length];                  // a number is ASCII
        Encoding.ASCII.GetBytes(value, bytes);
        Sample(part, bytes, labels);
    }

    /// <summary>Forgets what has been written.</summary>
    public void Clear() => _length = 0;

    private void Begin(string name, string type, string help)
    {
        _family = name;
        Write("# HELP ");
        Write(name);
        Write(" ");
        Write(help);
        Write("\n# TYPE ");
        Write(name);
        Write(" ");
        Write(type);
        Write("\n");
    }

    private void Sample(string part, ReadOnlySpan<byte> value, ReadOnlySpan<(string Name, string Value)> labels)
    {
        Write(_family);
        Write(part);
        string before = "{";
        foreach (var (name, label) in labels)
        {
            Write(before);
            Write(name);
            Write("=\"");
            Write(Escaped(label));
            Write("\"");
            before = ",";
        }

        Write(labels.IsEmpty ? " " : "} ");
        value.CopyTo(Room(value.Length));
        _length += value.Length;
        Write("\n");
    }

    private static string Escaped(string label) => label.AsSpan().IndexOfAny('\\', '"', '\n') < 0 ? label
        : label.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", @"\n", StringComparison.Ordinal);

    private void Write(string text) => _length += Encoding.UTF8.GetBytes(text, Room(Encoding.UTF8.GetMaxByteCount(text.Length)));

    private Span<byte> Room(int length)
    {
        if (_buffer.Length - _length < length) Array.Resize(ref _buffer, Math.Max(2 * _buffer.Length, _length + length));
        return _buffer.AsSpan(_length);
    }
}
