using System.Text.Json;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Packages;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Installed;

/// <summary>What who keeps a rig does in the first hour, in a booted Debian 12 with a real kernel as the guest.</summary>
[Trait("Boots", "kernel")]
[Trait("Packs", "debian")]
public sealed class FirstHourSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gpiohub-hour-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(DisplayName = "The package is installed, a rig file made, the unit started, a real kernel connected and a line pulled; the " +
        "package is upgraded, which its kernel does not notice, and removed, which stops the unit")]
    public async Task Rig()
    {
        string package = await DebianPackages.HubAsync(), version = DebianPackages.VersionOf(package);
        string after = DebianPackages.After(version);
        await DebianPackages.NextAsync(package, _folder, $"{version}-2", tree => DebianPackages.Rename(tree, version, after));
        await DebianPackages.RuntimeAsync(_folder);
        File.Copy(package, Path.Combine(_folder, "gpiohub.deb"));
        await using var debian = await BootedDebian.BootBareAsync(_folder);

        await debian.RunAsync("dpkg -i /srv/runtime-1.deb /srv/gpiohub.deb");
        await debian.RunAsync("gpiohub init /etc/gpiohub/gpiohub.yaml && systemctl start gpiohub");
        await using var guest = await UmlGuest.BootAsync(await GuestKit.GetAsync(), "vm1", debian.Outside("/run/gpiohub/vm1.sock"));
        var monitor = await guest.StartJobAsync("gpiomon --line-buffered gpiochip0 0");
        await PullAsync(debian, monitor, edge: 1);

        string said = await debian.RunAsync($"dpkg -i /srv/{version}-2.deb");
        Assert.Contains($"another process has taken over, and guests go on. {version} to {after}: ", said, StringComparison.Ordinal);
        await PullAsync(debian, monitor, edge: 2);
        Assert.Contains("\"epoch\":2,", await debian.RunAsync("gpiohub info -o json"), StringComparison.Ordinal);
        Assert.Equal("active", await debian.PropertyAsync("ActiveState"));
        await PullAsync(debian, monitor, edge: 3);
        Assert.Equal(1, (await InfoAsync(debian)).Guest("vm1").Sessions);
        Assert.Equal("", await guest.RunAsync("gt complaints"));

        await debian.RunAsync("dpkg --remove gpiohub");
        Assert.Equal("", (await debian.TryAsync("pgrep gpiohub")).Output);
    }

    private static async Task PullAsync(BootedDebian debian, GuestJob monitor, int edge)
    {
        await Patience.UntilAsync(() => InfoAsync(debian), info => info.Guest("vm1").Line("BUTTON").Armed, _ => "BUTTON is not armed");
        await debian.RunAsync($"gpiohub set bench/BUTTON={edge % 2}");
        var lines = await monitor.LinesAsync(edge);
        Assert.Contains(edge % 2 == 1 ? "RISING EDGE" : "FALLING EDGE", lines[edge - 1], StringComparison.Ordinal);
    }

    private static async Task<HubInfo> InfoAsync(BootedDebian debian) =>
        JsonSerializer.Deserialize<HubInfo>(await debian.RunAsync("gpiohub info -o json"), JsonSerializerOptions.Web)!;
}
