using System.Globalization;
using System.Text;

namespace GpioHub.Bench.Life;

/// <summary>The rig: one simulated chip; guests g1, g2 … with 32 lines each. The last line is one wire: g1 drives it, all others see its
/// edges.</summary>
internal static class LifeRig
{
    public const int Lines = 32;

    public const int Wire = Lines - 1;

    /// <param name="number">From 1.</param>
    public static string Guest(int number) => string.Create(CultureInfo.InvariantCulture, $"g{number}");

    public static string Yaml(string folder, int guests)
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture,
            $"hub:\n  sockets: {folder}\nchips:\n  bench: {{ driver: sim, lines: {Lines} }}\nguests:\n");
        for (int guest = 1; guest <= guests; guest++)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  {Guest(guest)}:\n    lines:\n");
            for (int line = 0; line < Lines; line++)
            {
                yaml.Append(CultureInfo.InvariantCulture,
                    $"      - {{ from: bench/{line}, access: {(guest == 1 && line == Wire ? "out" : "in")} }}\n");
            }
        }

        return yaml.ToString();
    }
}
