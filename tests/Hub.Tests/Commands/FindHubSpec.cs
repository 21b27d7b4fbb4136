using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

public class FindHubSpec
{
    [Fact(DisplayName = "The hub is found by --hub before or after the verb, $GPIOHUB_HUB, $XDG_RUNTIME_DIR (IF-2.1)")]
    public async Task Places()
    {
        await using var hub = await TestHub.StartAsync();
        using var home = new TempFolder();
        Directory.CreateDirectory(Path.Combine(home.Path, "gpiohub"));
        File.CreateSymbolicLink(Path.Combine(home.Path, "gpiohub/control.sock"), hub.Socket);
        string[] get = ["get", "--numeric", "bench/IGN"];

        Assert.Equal("0\n", (await Cli.RunAsync(["--hub", hub.Socket, .. get])).Out);
        Assert.Equal("0\n", (await Cli.RunAsync([.. get, "--hub", hub.Socket])).Out);
        Assert.Equal("0\n", (await Cli.RunAsync(get, new() { ["GPIOHUB_HUB"] = hub.Socket })).Out);
        Assert.Equal("0\n", (await Cli.RunAsync(get, new() { ["XDG_RUNTIME_DIR"] = home.Path })).Out);
    }

    [Fact(DisplayName = "Without a hub every place that was tried is named, and what to do; exit 3 (IF-2.8)")]
    public async Task NoHub()
    {
        using var home = new TempFolder();
        string socket = Path.Combine(home.Path, "control.sock");

        Assert.Equal(
            new CliResult(3, "", $"gpiohub: no hub at {socket} (start one: gpiohub run CONFIG, or --hub PATH)\n"),
            await Cli.RunAsync("--hub", socket, "info"));
        Assert.Equal(
            "no hub at /run/user/1000/gpiohub/control.sock, /run/gpiohub/control.sock (start one: gpiohub run CONFIG, or --hub PATH)",
            HubLocator.NoHub(HubLocator.Places(null, name => name == "XDG_RUNTIME_DIR" ? "/run/user/1000" : null, 1000)).Message);
    }

    [Fact(DisplayName = "A user without XDG_RUNTIME_DIR finds the hub in their folder below /tmp; root finds it in /run (IF-2.1, IF-1.6)")]
    public void WithoutRuntimeFolder()
    {
        Assert.Equal(["/tmp/gpiohub-3999999999/control.sock", "/run/gpiohub/control.sock"],
            HubLocator.Places(null, _ => null, 3_999_999_999));
        Assert.Equal(["/run/gpiohub/control.sock"], HubLocator.Places(null, _ => null, 0));
    }

    [Fact(DisplayName = "A socket that a killed hub left behind is no hub")]
    public async Task Stale()
    {
        using var home = new TempFolder();
        string socket = Path.Combine(home.Path, "control.sock");
        UnixListener.Bind(socket, UnixFileMode.UserRead | UnixFileMode.UserWrite).Dispose();

        Assert.Equal(3, (await Cli.RunAsync("--hub", socket, "info")).Code);
    }

    [Fact(DisplayName = "A denied permission is told with whose the socket is, and who asks; exit 3 (IF-2.8)")]
    public async Task Denied()
    {
        await using var hub = await TestHub.StartAsync();
        string folder = Path.GetDirectoryName(hub.Socket)!;
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        File.SetUnixFileMode(hub.Socket, UnixFileMode.None);
        var owner = PathOwner.Of(hub.Socket)!.Value;

        // root may connect to anything, so there somebody else asks.
        bool root = Identity.EffectiveUserId == 0;
        var result = root
            ? await GpioHubProcess.RunAsync(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"], "--hub", hub.Socket, "info")
            : await hub.CliAsync("info");

        string who = root ? "nobody" : Environment.UserName;
        Assert.Equal(new CliResult(3, "",
            $"gpiohub: {hub.Socket}: permission denied (owner {owner.User}, group {owner.Group}, you are: {who})\n"), result);
    }

    [Fact(DisplayName = "Who may not open the control socket, and has named none, looks through the view.sock beside it (IF-2.1)")]
    public async Task OnlyLooks()
    {
        await using var hub = await TestHub.StartAsync();
        using var home = new TempFolder();
        string folder = Path.GetDirectoryName(hub.Socket)!;
        File.CreateSymbolicLink(Path.Combine(home.Path, "gpiohub"), folder);
        foreach (string path in (string[])[folder, home.Path])
            File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        File.SetUnixFileMode(hub.Socket, UnixFileMode.None);
        File.SetUnixFileMode(hub.ViewSocket, (UnixFileMode)0x1B6);
        string[] somebody = Identity.EffectiveUserId == 0 ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
        string[] through = ["env", "-u", "GPIOHUB_HUB", $"XDG_RUNTIME_DIR={home.Path}", .. somebody];

        Assert.Equal(new CliResult(0, "0\n", ""), await GpioHubProcess.RunAsync(through, "get", "--numeric", "bench/IGN"));
        Assert.Equal(
            new CliResult(1, "", "gpiohub: PUT is refused: view.sock only shows; what changes something goes to control.sock\n"),
            await GpioHubProcess.RunAsync(through, "set", "bench/IGN=1"));
    }

    [Fact(DisplayName = "A hub that goes away in the middle of an answer is exit 3")]
    public async Task Gone()
    {
        await using var hub = await TestHub.StartAsync();
        using var output = new WatchedWriter();
        var mon = Cli.WatchAsync(["--hub", hub.Socket, "mon", "bench/IGN"], output);
        await output.SeenAsync("\"bench/IGN\"=inactive\n");
        await hub.StopAsync();

        Assert.Equal((3, "gpiohub: the hub has gone\n"), await mon);
    }
}
