using System.Globalization;
using System.Text;

namespace GpioHub.Bench.Processes;

/// <summary>The measured rig of several hosts, as one of them reads it. The hosts are h0, h1 …; all lines are of h0.</summary>
/// <remarks>
/// Of h0: "drive" and "drive2" drive EDGE and EDGE2, "near2" watches EDGE2, "quiet" reads QUIET. "far2" of h1 watches EDGE2, and "set" of
/// h1 drives BACK. g0, g1 … of every host watch EDGE; in the sockets' names with the host before them: h1-g0.sock.
/// </remarks>
/// <param name="Folder">Of this host's sockets.</param>
/// <param name="Host">Number of the host that reads it.</param>
/// <param name="At">Where this host reaches each of them, itself too; one alone is a rig without links.</param>
/// <param name="Guests">g0 … of each host.</param>
/// <param name="Settings">More lines of the section <c>hub</c>.</param>
internal sealed record LinkedRig(string Folder, int Host, IReadOnlyList<string> At, int Guests, IReadOnlyList<string> Settings)
{
    /// <summary>Folder with the rig's certificates; null = no TLS.</summary>
    public string? Certificates { get; init; }

    public static string Guest(int host, int guest) => string.Create(CultureInfo.InvariantCulture, $"h{host}-g{guest}");

    public string Yaml()
    {
        bool linked = At.Count > 1;
        var yaml = new StringBuilder();
        yaml.Append(CultureInfo.InvariantCulture, $"hub:\n  sockets: {Folder}\n");
        foreach (string setting in Settings) yaml.Append(CultureInfo.InvariantCulture, $"  {setting}\n");
        if (linked)
        {
            const string Name = RigCertificates.Rig;
            string tls = Certificates is { } folder ? $", ca: {folder}/{Name}-ca.pem, certificate: {folder}/h{Host}.pem" : "";
            yaml.Append(CultureInfo.InvariantCulture, $"rig: {{ name: {Name}{tls} }}\nhosts:\n");
            for (int host = 0; host < At.Count; host++)
                yaml.Append(CultureInfo.InvariantCulture, $"  h{host}: {{ at: \"{At[host]}\" }}\n");
        }

        string owner = linked ? "host: h0, " : "";
        yaml.Append(CultureInfo.InvariantCulture,
            $"chips:\n  bench: {{ driver: sim, {owner}lines: [EDGE, EDGE2, BACK, QUIET] }}\nguests:\n");
        void Add(string guest, int host, string line, string access) => yaml.Append(CultureInfo.InvariantCulture,
            $"  {guest}: {{ {(linked ? $"host: h{host}, " : "")}lines: [{{ from: bench/{line}, access: {access} }}] }}\n");
        Add("drive", 0, "EDGE", "out");
        Add("drive2", 0, "EDGE2", "out");
        Add("near2", 0, "EDGE2", "in");
        Add("quiet", 0, "QUIET", "in");
        if (linked) Add("far2", 1, "EDGE2", "in");
        if (linked) Add("set", 1, "BACK", "out");
        for (int host = 0; host < At.Count; host++)
            for (int guest = 0; guest < Guests; guest++) Add(Guest(host, guest), host, "EDGE", "in");
        return yaml.ToString();
    }
}
