using System.Globalization;
using System.Text.RegularExpressions;

namespace GpioHub.Hub.Qemu;

/// <summary>A size as QEMU's <c>-m</c> takes it.</summary>
internal static partial class MemorySize
{
    /// <summary>The same size as memory-backend-memfd takes it: there a bare number is bytes, in <c>-m</c> it is MiB.</summary>
    /// <returns>null: no size.</returns>
    public static string? ForBackend(string size)
    {
        var match = Size().Match(size);
        if (!match.Success) return null;

        string unit = match.Groups[2].Length == 0 ? "M" : match.Groups[2].Value.ToUpperInvariant();
        if (!match.Groups[1].Value.Contains('.', StringComparison.Ordinal))
            return match.Groups[1].Value.Any(digit => digit != '0') ? match.Groups[1].Value + unit : null;

        int shift = 10 * (1 + "KMGT".IndexOf(unit[0], StringComparison.Ordinal));
        decimal bytes = decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) * (1L << shift);
        return bytes >= 1 && bytes == decimal.Truncate(bytes) && bytes <= long.MaxValue
            ? ((long)bytes).ToString(CultureInfo.InvariantCulture)
            : null;
    }

    [GeneratedRegex(@"^(\d{1,12}(?:\.\d{1,6})?)([KMGTkmgt]?)$", RegexOptions.CultureInvariant)]
    private static partial Regex Size();
}
