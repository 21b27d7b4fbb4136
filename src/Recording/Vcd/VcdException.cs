using System.Globalization;

namespace GpioHub.Recording.Vcd;

/// <summary>A VCD file that cannot be read: the line, and what is wrong there.</summary>
/// <param name="line">From 1.</param>
/// <param name="reason">For a person.</param>
public sealed class VcdException(long line, string reason)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"line {line}: {reason}"))
{
    public long Line { get; } = line;

    public string Reason { get; } = reason;
}
