using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Links;

/// <summary>A reload of a hub with links whose certificates have been replaced on disk.</summary>
public sealed class LinkReloadSpec : IDisposable
{
    private readonly Pki _pki = new(), _other = new("other");
    private readonly int _port = Ports.Free(), _portB = Ports.Free();
    private readonly RigFolder _rig;
    private readonly LinkCertificates _files;

    public LinkReloadSpec()
    {
        _files = _other.Files("bench-a");
        _rig = new RigFolder($$"""
            hub: { sockets: SOCKETS, rehearse: false }
            rig: { name: rig7, host: bench-a, listen: 127.0.0.1:{{_port}}, ca: {{_files.Ca}}, certificate: {{_files.Certificate}} }
            hubs: { bench-b: { at: 127.0.0.1:{{_portB}} } }
            chips: { bench: { driver: sim, lines: [IGN], share: [IGN] } }
            """);
    }

    public void Dispose()
    {
        _rig.Dispose();
        _pki.Dispose();
        _other.Dispose();
    }

    [Fact(DisplayName = "A certificate that this host cannot have refuses a reload in words, also of a file that is the same (LK-15)")]
    public async Task Refused()
    {
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        Renew(_other.Files("bench-x"));
        Assert.Equal(new CliResult(78, "", $"gpiohub: the configuration has 1 problem\n{_rig.Config}: {_files.Certificate} is the " +
            "certificate of bench-x, and this host is bench-a\n"), await HubAsync("reload"));
        File.Delete(_files.Certificate);
        string text = File.ReadAllText(_rig.Config);
        File.WriteAllText(_rig.Config, text.Replace("[IGN]", "[IGN, WAKE]", StringComparison.Ordinal));
        foreach (string[] verb in (string[][])[["reload"], ["diff"], ["apply", _rig.Config]])
        {
            var result = await HubAsync(verb);
            Assert.Equal((78, ""), (result.Code, result.Out));
            Assert.Contains($"{_files.Certificate}: no such file\n", result.Error, StringComparison.Ordinal);
        }

        Assert.Equal("\"bench/IGN\"=inactive\n", (await HubAsync("get", "bench/IGN")).Out);
    }

    [Fact(DisplayName = "A renewed certificate is taken over by a reload of the same file, which warns if it ends soon (LK-15)")]
    public async Task Renewed()
    {
        var planB = WiredHub.Plan("bench-b", _portB, ("bench-a", _port));
        await using var b = new WiredHub(planB with { Certificates = _pki.Files("bench-b") });
        await using var hub = await RunningHub.StartAsync(_rig.Config);
        await b.BeatUntilAsync("bench-a", () => b.Wire.Troubles.With("bench-a")?.Why == "its certificate is not of this rig's CA",
            "it is another CA's");
        Renew(_pki.Files("bench-a"));
        File.Copy(_pki.CaFile, _files.Ca, overwrite: true);

        var result = await HubAsync("reload");

        Assert.Equal((0, "no change\n"), (result.Code, result.Out));
        Assert.Matches(
            $"^{_rig.Config}: {_files.Certificate} is valid until [-0-9]+ only: gpiohub rig host makes another\n$", result.Error);
        await b.BeatUntilAsync("bench-a", () => b.Door.Arrivals > 0, "it is heard");
    }

    private void Renew(LinkCertificates files) => File.Copy(files.Certificate, _files.Certificate, overwrite: true);

    private Task<CliResult> HubAsync(params string[] words) =>
        Cli.RunAsync(["--hub", Path.Combine(_rig.Sockets, "control.sock"), .. words]);
}
