namespace GpioHub.EndToEnd.Packages;

/// <summary>What becomes of a rig over the life of its package, in a Debian 12.</summary>
[Trait("Packs", "debian")]
public sealed class PackageLifeSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gpiohub-packages-").FullName;

    [Fact(DisplayName = "Installed, run, upgraded while a guest is connected, removed and purged: the guest has every edge once, and " +
        "nothing is left behind")]
    public async Task FromFirstToLast()
    {
        string package = await DebianPackages.HubAsync(), version = DebianPackages.VersionOf(package);
        string after = DebianPackages.After(version);
        string next = await DebianPackages.NextAsync(package, _folder, $"{version}-2",
            tree => DebianPackages.Rename(tree, version, after));
        await using var debian = await WithRuntimeAsync();
        var before = await debian.PathsAsync();

        await debian.InstallAsync(package, await DebianPackages.ClientAsync());
        Assert.Equal($"gpiohub {version}", (await debian.RunAsync("gpiohub --version")).Succeeded());
        Assert.Contains(": ok ", (await debian.RunAsync("gpiohub check /usr/share/doc/gpiohub/examples/demo.yaml")).Succeeded(),
            StringComparison.Ordinal);
        Assert.Equal("gpiohub kvm gpio", (await debian.RunAsync("id -nG gpiohub")).Succeeded());
        await using var hub = await InstalledHub.StartAsync(debian, "gpiohub");
        await hub.PullAsync(edge: 1);
        string python = "from gpiohub import Hub; print(Hub()['ivi:IGN'].value)";
        Assert.Equal("1", (await debian.RunAsync($"python3 -c \"{python}\"")).Succeeded());

        string said = await debian.InstallAsync(next);
        Assert.Contains($"another process has taken over, and guests go on. {version} to {after}: nobody served for ", said,
            StringComparison.Ordinal);
        await hub.PullAsync(edge: 2);
        Assert.Contains($"{after} to {version}: ",
            (await debian.RunAsync("gpiohub takeover --binary /usr/lib/gpiohub.before/gpiohub")).Succeeded(), StringComparison.Ordinal);
        await hub.PullAsync(edge: 3);
        await hub.AccountAsync(edges: 3);

        await hub.StopAsync();
        (await debian.RunAsync("dpkg --remove gpiohub")).Succeeded();
        Assert.Equal("/etc/gpiohub/gpiohub.yaml", (await debian.RunAsync("find /etc/gpiohub /usr/lib/gpiohub* -type f")).Output);
        (await debian.RunAsync("dpkg --purge gpiohub python3-gpiohub")).Succeeded();
        Assert.Empty((await debian.PathsAsync()).Except(before));
    }

    [Fact(DisplayName = "An upgrade to a build that does not start leaves the one that runs alone, says so, and is installed; the next " +
        "one that starts takes over")]
    public async Task BrokenBuild()
    {
        string package = await DebianPackages.HubAsync(), version = DebianPackages.VersionOf(package);
        string broken = await DebianPackages.NextAsync(package, _folder, $"{version}-2", tree =>
            File.WriteAllText(Path.Combine(tree, "usr/lib/gpiohub/gpiohub.dll"), "no assembly"));
        string mended = await DebianPackages.NextAsync(package, _folder, $"{version}-3", _ => { });
        await using var debian = await WithRuntimeAsync();
        await debian.InstallAsync(package);
        await using var hub = await InstalledHub.StartAsync(debian, "gpiohub");

        string said = await debian.InstallAsync(broken);
        Assert.Contains("the hub that runs stays the build that it is: ", said, StringComparison.Ordinal);
        Assert.Contains("systemctl restart gpiohub", said, StringComparison.Ordinal);
        await hub.PullAsync(edge: 1, program: "/usr/lib/gpiohub.before/gpiohub");

        Assert.Contains("another process has taken over", await debian.InstallAsync(mended), StringComparison.Ordinal);
        await hub.PullAsync(edge: 2);
        await hub.AccountAsync(edges: 2);
    }

    [Fact(DisplayName = "The package with .NET in it runs on a Debian without .NET, and does not stand beside the other")]
    public async Task Standalone()
    {
        string package = await DebianPackages.StandaloneAsync();
        await using var debian = await DebianRoot.StartAsync();
        var before = await debian.PathsAsync();
        Assert.Equal("", (await debian.RunAsync("ls -d /usr/share/dotnet /usr/lib/dotnet /usr/bin/dotnet 2>&- || true")).Output);

        await debian.InstallAsync(package);
        await using var hub = await InstalledHub.StartAsync(debian, "gpiohub-standalone");
        await hub.PullAsync(edge: 1);
        await hub.AccountAsync(edges: 1);
        var other = await debian.RunAsync($"dpkg --force-depends --install {debian.Put(await DebianPackages.HubAsync())} 2>&1");
        Assert.NotEqual(0, other.Code);
        Assert.Contains("conflicting packages", other.Output, StringComparison.Ordinal);

        await hub.StopAsync();
        (await debian.RunAsync("dpkg --purge gpiohub-standalone")).Succeeded();
        Assert.Empty((await debian.PathsAsync()).Except(before));
    }

    [Fact(DisplayName = "When .NET is upgraded, a process on the new one takes over from the hub that runs, and the guest goes on; its " +
        "keeper has another follow it all the same")]
    public async Task RuntimeUpgrade()
    {
        await using var debian = await WithRuntimeAsync();
        await debian.InstallAsync(await DebianPackages.HubAsync());
        await using var hub = await InstalledHub.StartAsync(debian, "gpiohub");
        await hub.PullAsync(edge: 1);

        string said = await debian.InstallAsync(await DebianPackages.RuntimeAsync(_folder, revision: 2));
        Assert.Contains("another process has taken over, and guests go on.", said, StringComparison.Ordinal);
        Assert.DoesNotContain("back to the build before", said, StringComparison.Ordinal);
        Assert.NotEqual($"{Environment.Version}", (await debian.RunAsync("ls /usr/share/dotnet/shared/Microsoft.NETCore.App")).Succeeded());
        await hub.PullAsync(edge: 2);
        (await debian.RunAsync("kill -9 $(pgrep -oP $(pgrep -o gpiohub))")).Succeeded();       // its keeper is of the .NET that is gone
        await hub.PullAsync(edge: 3);
        await hub.AccountAsync(edges: 3);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<DebianRoot> WithRuntimeAsync()
    {
        var debian = await DebianRoot.StartAsync();
        await debian.InstallAsync(await DebianPackages.RuntimeAsync(_folder));
        return debian;
    }
}
