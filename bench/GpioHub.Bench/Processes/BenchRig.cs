using System.Globalization;
using System.Text;

namespace GpioHub.Bench.Processes;

/// <summary>The measured rig: one simulated chip; guests g0, g1 … with 32 lines of their own each, all inputs; one guest that
/// drives.</summary>
/// <param name="Folder">Of the sockets.</param>
/// <param name="Guests">Number of quiet guests, ≥ 1.</param>
/// <param name="Settings">More lines of the section <c>hub</c>, such as "poll: off".</param>
internal sealed record BenchRig(string Folder, int Guests, IReadOnlyList<string> Settings)
{
    public const int LinesPerGuest = 32;

    /// <summary>The guest that can drive the lines of g0, and after them the first line of g1.</summary>
    public const string Driver = "drive";

    /// <summary>g1 has its lines in the opposite order.</summary>
    public bool Reversed { get; init; }

    /// <summary>requestsPerSecond of all guests but g0; null = no limit.</summary>
    public int? Limit { get; init; }

    public string Yaml()
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"hub:\n  sockets: {Folder}\n");
        foreach (string setting in Settings) yaml.Append(CultureInfo.InvariantCulture, $"  {setting}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"chips:\n  bench: {{ driver: sim, lines: {Guests * LinesPerGuest} }}\nguests:\n");
        for (int g = 0; g < Guests; g++)
            Append(yaml, $"g{g}", "in", g * LinesPerGuest, LinesPerGuest, Reversed && g == 1, g == 0 ? null : Limit);
        Append(yaml, Driver, "out", 0, Math.Min(LinesPerGuest + 1, Guests * LinesPerGuest), reversed: false, limit: null);
        return yaml.ToString();
    }

    private static void Append(StringBuilder yaml, string guest, string access, int first, int count, bool reversed, int? limit)
    {
        yaml.Append(CultureInfo.InvariantCulture, $"  {guest}:\n");
        if (limit is { } perSecond) yaml.Append(CultureInfo.InvariantCulture, $"    requestsPerSecond: {perSecond}\n");
        yaml.Append("    lines:\n");
        for (int line = 0; line < count; line++)
        {
            yaml.Append(CultureInfo.InvariantCulture,
                $"      - {{ from: bench/{first + (reversed ? count - 1 - line : line)}, access: {access} }}\n");
        }
    }
}
