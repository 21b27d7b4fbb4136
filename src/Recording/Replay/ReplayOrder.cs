using System.Collections.Immutable;
using System.Globalization;

namespace GpioHub.Recording.Replay;

/// <summary>What is to be played of a file, onto which lines, and how fast.</summary>
/// <param name="Maps">Empty = every net that the file has by its own name: it is one that a hub has recorded.</param>
public sealed record ReplayOrder(ImmutableArray<ReplayMap> Maps)
{
    public const double Slowest = 0.001, Fastest = 1000;

    /// <summary>How many times faster than it was.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>How often it is played; 0 = until it is ended.</summary>
    public int Loops { get; init; } = 1;

    /// <summary>Time of the file at which it begins, nanoseconds; null = its first time.</summary>
    public long? FromNs { get; init; }

    /// <summary>Time of the file at which it ends, nanoseconds; null = its last time.</summary>
    public long? ToNs { get; init; }

    /// <summary>The lines of a name that stands for several, most significant first; null = the name is a line's own.</summary>
    public Func<string, ImmutableArray<string>?> Bus { get; init; } = _ => null;

    /// <returns>What is wrong with it, for a person; null = nothing.</returns>
    public string? WhyNot()
    {
        if (!(Speed is >= Slowest and <= Fastest))
            return string.Create(CultureInfo.InvariantCulture, $"speed {Speed}: expected {Slowest} to {Fastest}");
        if (Loops is < 0 or > 1_000_000) return $"loop {Loops}: expected 0 to 1000000, 0 = until it is ended";
        if (FromNs < 0) return "from: expected a time of the file, at least 0";
        if (ToNs <= (FromNs ?? 0)) return "to: expected a time after from";
        return null;
    }
}

/// <summary>One signal of a file and the line onto which it is played.</summary>
/// <param name="Signal">A path such as <c>top.doors.FL</c>, its end, or a bit: <c>top.data[3]</c>.</param>
/// <param name="Line">An address, or a name that <see cref="ReplayOrder.Bus"/> knows.</param>
public sealed record ReplayMap(string Signal, string Line)
{
    /// <summary>Reads <c>SIGNAL=LINE</c>. A signal's name may have an equals sign in it; of a line's name the part before it would be a
    /// signal's.</summary>
    /// <returns>null = it is none.</returns>
    public static ReplayMap? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int at = text.LastIndexOf('=');
        return at > 0 && at < text.Length - 1 ? new ReplayMap(text[..at], text[(at + 1)..]) : null;
    }
}
