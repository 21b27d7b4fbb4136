using System.Globalization;
using System.Text;

namespace GpioHub.Bench.Processes;

/// <summary>A rig of many guests or lines from a short file: one simulated chip, all of whose lines each guest g0, g1 … has; and one
/// guest that drives the first line.</summary>
/// <param name="Guests">1 or more, without the guest that drives.</param>
/// <param name="Lines">Of each guest, 1 or more.</param>
internal sealed record ScaleRig(int Guests, int Lines)
{
    /// <summary>The guest that drives has another line than the first: the one wire that differs in a rig that is else the same.</summary>
    public bool Rewired { get; init; }

    /// <summary>All guests may drive all lines, which are wired-or.</summary>
    public bool Shared { get; init; }

    /// <summary>The second half of the guests has the lines of another chip instead; and the guest that drives has more lines of that one,
    /// so that with two reactors it is not on the reactor of the line that it drives.</summary>
    public bool Halves { get; init; }

    /// <param name="folder">Of the sockets.</param>
    /// <param name="settings">More lines of the section <c>hub</c>.</param>
    public string Yaml(string folder, IReadOnlyList<string> settings)
    {
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"hub:\n  sockets: {folder}\n");
        foreach (string setting in settings) yaml.Append(CultureInfo.InvariantCulture, $"  {setting}\n");
        string resolve = Shared ? ", resolve: wired-or" : "";
        yaml.Append(CultureInfo.InvariantCulture, $"chips:\n  bench: {{ driver: sim, lines: {Lines}{resolve} }}\n");
        if (Halves) yaml.Append(CultureInfo.InvariantCulture, $"  other: {{ driver: sim, lines: {Lines} }}\n");
        yaml.Append("guests:\n");
        int first = Halves ? Guests / 2 : Guests;
        yaml.Append(CultureInfo.InvariantCulture, $"  \"g{{0..{first - 1}}}\": {{ lines: [{All("bench")}] }}\n");
        if (Halves) yaml.Append(CultureInfo.InvariantCulture, $"  \"g{{{first}..{Guests - 1}}}\": {{ lines: [{All("other")}] }}\n");
        string driven = Rewired ? "bench/1" : "bench/0", rest = Halves ? $", {All("other")}" : "";
        yaml.Append(CultureInfo.InvariantCulture, $"  {BenchRig.Driver}: {{ lines: [{{ from: {driven}, access: out }}{rest}] }}\n");
        return yaml.ToString();
    }

    private string All(string chip) => string.Join(", ", Enumerable.Range(0, Lines).Select(
        line => string.Create(CultureInfo.InvariantCulture, $"{{ from: {chip}/{line}{(Shared ? ", access: inout" : "")} }}")));
}
