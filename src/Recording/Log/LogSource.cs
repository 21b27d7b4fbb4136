using System.Globalization;

namespace GpioHub.Recording.Log;

public enum LogSourceKind : byte
{
    Net,
    GuestLine,
}

/// <summary>What a record is about: a net, or a line of a guest, by the name that it had when the record was written.</summary>
/// <param name="Owner">Id of the chip, or of the guest.</param>
/// <param name="Index">Net: the place in the chip's plan. Guest line: its number.</param>
/// <param name="Name">null = it has none.</param>
/// <param name="Offset">Net: on its chip; null = not known. Guest line: its number.</param>
public sealed record LogSource(LogSourceKind Kind, string Owner, int Index, string? Name, int? Offset)
{
    /// <summary>The largest number of a source: a record has 20 bits for it.</summary>
    public const int Most = (1 << 20) - 1;

    /// <summary>The name, or else the offset.</summary>
    public string Line => string.IsNullOrEmpty(Name) ? (Offset ?? Index).ToString(CultureInfo.InvariantCulture) : Name;

    /// <summary>As users write it: <c>bench/IGN</c>, <c>ivi:IGN</c>.</summary>
    public override string ToString() => $"{Owner}{(Kind == LogSourceKind.Net ? '/' : ':')}{Line}";
}
