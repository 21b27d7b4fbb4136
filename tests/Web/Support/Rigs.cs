using System.Globalization;
using System.Text;

namespace GpioHub.Web.Tests.Support;

/// <summary>Rigs that the page is looked at with.</summary>
internal static class Rigs
{
    /// <summary>As long as a line's name may be, nearly, and a script if somebody takes it for HTML.</summary>
    public const string Hostile = "<img src=x onerror=alert(1)>";

    public const string Three = """
        hub: { sockets: SOCKETS }
        chips:
          bench:
            driver: sim
            lines: [IGN, CRASH, WAKE, { name: SDA, bias: pull-up, drive: open-drain }, { name: DOOR, control: read }]
        guests:
          ivi: { lines: [{ from: bench/IGN }, { from: bench/CRASH }, { from: bench/WAKE, access: out }, { name: DATA, from: bench/SDA, access: inout }] }
          adas: { lines: [{ from: bench/IGN }, { from: bench/CRASH }, { from: bench/WAKE }, { name: DATA, from: bench/SDA, access: inout }] }
          spare: { lines: [{ from: bench/DOOR }, { name: LATER }] }
        """;

    /// <summary>The same, with two lines that are one number.</summary>
    public const string Bus = $"{Three}\nbuses: {{ PAIR: [bench/IGN, bench/CRASH] }}\n";

    public const string Empty = "hub: { sockets: SOCKETS }\nchips: {}\nguests: {}\n";

    public static readonly string OddNames = $$"""
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: ["{{Hostile}}", "A/B:C", "..", "5%2F", "a b&c=d"] }
        guests:
          ivi: { lines: [{ from: "bench/{{Hostile}}" }, { from: bench/1 }] }
        """;

    /// <summary>24 guests of a template with 64 lines each, every line on a net of its own, and one net that all of them read.</summary>
    public static readonly string Large = LargeOf(24, 64);

    private static string LargeOf(int guests, int lines)
    {
        var yaml = new StringBuilder("hub: { sockets: SOCKETS }\nchips:\n  bench: { driver: sim, lines: [IGN] }\n");
        for (int guest = 1; guest <= guests; guest++)
        {
            yaml.Append(CultureInfo.InvariantCulture,
                $"  io{guest:D2}: {{ driver: sim, lines: [\"L{{00..{lines - 2:D2}}}\"] }}\n");
        }

        return yaml.Append(CultureInfo.InvariantCulture,
            $"guests:\n  \"ecu-{{01..{guests}}}\": {{ lines: [{{ from: bench/IGN }}, {{ name: \"L{{00..{lines - 2:D2}}}\", " +
            $"from: \"io{{n}}/L{{00..{lines - 2:D2}}}\" }}] }}\n").ToString();
    }
}
