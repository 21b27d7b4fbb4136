using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>What <c>gpiohub doctor</c> says of the links of a hub that runs, with real hubs and sockets at their other ends.</summary>
public sealed class LinkDoctorSpec : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Pki _pki = new(now: DateTimeOffset.Now.AddDays(-4)), _other = new("other");
    private readonly Dictionary<string, int> _ports = "abcdefg".ToDictionary(host => $"{host}", _ => Ports.Free());
    private readonly List<RigFolder> _rigs = [];

    public void Dispose()
    {
        foreach (var rig in _rigs) rig.Dispose();
        _pki.Dispose();
        _other.Dispose();
    }

    [Fact(DisplayName =
        "doctor names a shut port, another CA, a certificate that has ended, another rig and another file, and what mends each (LK-15)")]
    public async Task Five()
    {
        string text = FileOfAll("rig7", "");
        var a = Folder(text);
        await using var hub = await KeptHub.StartAsync(a.Config, "--host", "a");
        await using var otherCa = new WiredHub(PlanOf("c") with { Certificates = _other.Files("c") });
        var then = DateTimeOffset.Now.AddDays(-4);
        await using var ended = new WiredHub(PlanOf("d") with { Certificates = _pki.Files("d", _pki.Certificate("d", then, days: 2)) });
        await using var otherRig = await KeptHub.StartAsync(Folder(FileOfAll("rig8", "")).Config, "--host", "e");
        await using var otherFile = await KeptHub.StartAsync(Folder(FileOfAll("rig7", ", WAKE")).Config, "--host", "f");
        await using var well = await KeptHub.StartAsync(Folder(text).Config, "--host", "g");

        string said = await SaidAsync(a, [
            "b has not been heard for",
            "Connection refused →",
            $"look whether a hub runs on b, and whether 127.0.0.1:{_ports["b"]} can be reached from here",
            "its certificate is not of this rig's CA",
            "gpiohub rig host c, with this rig's CA",
            $"its certificate has ended on {then.AddDays(2).UtcDateTime:yyyy-MM-dd}",
            "gpiohub rig host d, with this rig's CA",
            "e is refused: it belongs to the rig rig8, this hub to rig7",
            "gpiohub doctor on e, and compare rig.name and versions",
            "f runs another file of rig7",
            "g is up",
        ]);

        Assert.DoesNotContain("g runs another file", said, StringComparison.Ordinal);
    }

    private static async Task<string> SaidAsync(RigFolder rig, string[] wanted)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            string said = (await Cli.RunAsync("--hub", Path.Combine(rig.Sockets, "control.sock"), "doctor")).Out;
            if (wanted.All(words => said.Contains(words, StringComparison.OrdinalIgnoreCase))) return said;
            var missing = wanted.Where(words => !said.Contains(words, StringComparison.OrdinalIgnoreCase));
            Assert.False(limit.IsCancellationRequested, $"doctor does not say {string.Join("; ", missing)}\n{said}");
            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    private Rules.Plan.LinksPlan PlanOf(string host) => WiredHub.Plan(host, _ports[host], ("a", _ports["a"]));

    /// <summary>The file of a rig of all hosts; each host's certificate is in the folder of its file.</summary>
    private string FileOfAll(string rig, string more) => $$"""
        hub: { sockets: s, rehearse: false }
        rig: { name: {{rig}}, ca: ca.pem, certificate: "{host}.pem" }
        hosts: { {{string.Join(", ", _ports.Select(host => $"{host.Key}: {{ at: 127.0.0.1:{host.Value} }}"))}} }
        chips: { bench: { driver: sim, host: a, lines: [IGN{{more}}] } }
        guests: { ecu: { host: g, lines: [{ from: bench/IGN }] } }
        """;

    private RigFolder Folder(string text)
    {
        var rig = new RigFolder(text);
        _rigs.Add(rig);
        File.Copy(_pki.CaFile, Path.Combine(rig.Path, "ca.pem"));
        foreach (string host in _ports.Keys)
            File.Copy(_pki.Files(host).Certificate, Path.Combine(rig.Path, $"{host}.pem"));
        return rig;
    }
}
