using System.Globalization;
using System.Text.RegularExpressions;
using GpioHub.Hub.Tests.Configuration;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

/// <summary>The units of share/systemd and the one that <c>check --sockets</c> prints, judged by systemd's own tools. That the hub works
/// under them is held by tests/EndToEnd/Installed.</summary>
public sealed partial class SystemdUnitsSpec : IDisposable
{
    /// <summary>Of 10; systemd calls it "OK", with its smiling face.</summary>
    private const double MostExposed = 1.0;

    private readonly TempFolder _folder = new();

    public SystemdUnitsSpec()
    {
        string service = File.ReadAllText(Shared("gpiohub.service"));
        // verify wants to find the program; where it is installed it does.
        File.WriteAllText(Unit("gpiohub.service"), service.Replace("/usr/bin/gpiohub", "/bin/true", StringComparison.Ordinal));
        foreach (string name in (string[])["gpiohub.socket", "gpiohub-guest@.socket"]) File.Copy(Shared(name), Unit(name));
    }

    public void Dispose() => _folder.Dispose();

    [Fact(DisplayName = "systemd finds nothing to say against the units")]
    public async Task Verified() => Assert.Equal(new CliResult(0, "", ""), await VerifyAsync("gpiohub.service", "gpiohub.socket",
        "gpiohub-guest@ivi.socket"));

    [Fact(DisplayName = "The service exposes at most 1.0 of 10 by systemd's own count")]
    public async Task Score()
    {
        var judged = await AnalyzeAsync("security", "--offline=yes", "--no-pager", Unit("gpiohub.service"));
        var overall = Overall().Match(judged.Out);
        Assert.True(overall.Success, judged.Out + judged.Error);
        Assert.InRange(double.Parse(overall.Groups[1].Value, CultureInfo.InvariantCulture), 0.1, MostExposed);
    }

    [Fact(DisplayName = "check --sockets prints a unit with the sockets of a rig's guests, with which systemd agrees; a guest with " +
        "another mode or group is named, not given the wrong one")]
    public async Task Sockets()
    {
        using var rig = new RigFolder("""
            hub: { sockets: SOCKETS, socketGroup: daemon }
            guests:
              ivi: { lines: [{}] }
              adas: { socket: SOCKETS/100%.sock, lines: [{}] }
              open: { socketMode: 0666, lines: [{}] }
            """);
        var unit = await Cli.RunAsync("check", "--sockets", rig.Config);
        Assert.Equal((0, ""), (unit.Code, unit.Error));
        Assert.Equal($"""
            # From: gpiohub check --sockets {rig.Config}
            # Not here, for it has another mode or group: open. gpiohub-guest@open.socket may be its unit.
            [Unit]
            Description=GPIO lines of virtual machines
            Documentation=man:gpiohub(1)
            Before=libvirtd.service

            [Socket]
            ListenStream={rig.Sockets}/ivi.sock
            ListenStream={rig.Sockets}/100%%.sock
            Service=gpiohub.service
            SocketUser=gpiohub
            SocketGroup=daemon
            SocketMode=0660
            RemoveOnStop=yes

            [Install]
            WantedBy=sockets.target

            """, unit.Out);
        await File.WriteAllTextAsync(Unit("gpiohub-guests.socket"), unit.Out);
        Assert.Equal(new CliResult(0, "", ""), await VerifyAsync("gpiohub-guests.socket"));
    }

    [Fact(DisplayName = "check --sockets of a wrong file prints its problems and no unit, exit 78")]
    public async Task Wrong()
    {
        using var rig = new RigFolder("guests: { ivi: { lines: [{ from: c/A }] } }");
        var unit = await Cli.RunAsync("check", "--sockets", rig.Config);
        Assert.Equal((78, ""), (unit.Code, unit.Out));
        Assert.Contains("no chip", unit.Error, StringComparison.Ordinal);
    }

    private Task<CliResult> VerifyAsync(params string[] units) =>
        AnalyzeAsync(["verify", "--man=no", .. units.Select(Unit)]);

    private static Task<CliResult> AnalyzeAsync(params string[] arguments) => ToolProcess.RunAsync("systemd-analyze", arguments);

    private string Unit(string name) => Path.Combine(_folder.Path, name);

    private static string Shared(string name) => Path.Combine(Rig.Repository, "share/systemd", name);

    [GeneratedRegex(@"Overall exposure level for \S+: (\d+\.\d)")]
    private static partial Regex Overall();
}
