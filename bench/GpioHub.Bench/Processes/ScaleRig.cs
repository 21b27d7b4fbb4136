using System.Globalization;
using System.Text;

namespace GpioHub.Bench.Processes;

/// <summary>A rig of many guests from a short file: one simulated chip, all of whose lines each guest g0, g1 … has; and one guest that
/// drives the first line.</summary>
/// <param name="Guests">1 or more, without the guest that drives.</param>
/// <param name="Lines">Of each guest, 1 … 64.</param>
internal sealed record ScaleRig(int Guests, int Lines)
{
    /// <summary>The guest that drives has another line than the first: the one wire that differs in a rig that is else the same.</summary>
    public bool Rewired { get; init; }

    /// <param name="folder">Of the sockets.</param>
    /// <param name="settings">More lines of the section <c>hub</c>.</param>
    public string Yaml(string folder, IReadOnlyList<string> settings)
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"hub:\n  sockets: {folder}\n");
        foreach (string setting in settings) yaml.Append(CultureInfo.InvariantCulture, $"  {setting}\n");
        yaml.Append(CultureInfo.InvariantCulture, $"chips:\n  bench: {{ driver: sim, lines: {Lines} }}\nguests:\n");
        var all = Enumerable.Range(0, Lines).Select(line => string.Create(CultureInfo.InvariantCulture, $"{{ from: bench/{line} }}"));
        yaml.Append(CultureInfo.InvariantCulture, $"  \"g{{0..{Guests - 1}}}\": {{ lines: [{string.Join(", ", all)}] }}\n");
        string driven = Rewired ? "bench/1" : "bench/0";
        yaml.Append(CultureInfo.InvariantCulture, $"  {BenchRig.Driver}: {{ lines: [{{ from: {driven}, access: out }}] }}\n");
        return yaml.ToString();
    }
}
