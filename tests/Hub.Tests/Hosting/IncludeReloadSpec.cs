using GpioHub.GuestDriver.Driver;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>A hub whose rig stands in several files (IF-1.6).</summary>
public sealed class IncludeReloadSpec : IDisposable
{
    private readonly RigFolder _rig = new("""
        include: [chips.yaml, "guests/*.yaml"]
        hub: { sockets: SOCKETS, watch: WATCH }
        """);

    public IncludeReloadSpec()
    {
        Write("chips.yaml", "chips: { bench: { driver: sim, lines: [IGN, CRASH] } }\n");
        Directory.CreateDirectory(Path.Combine(_rig.Path, "guests"));
    }

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName =
        "run, diff and reload read what the file includes; a mistake in a part is told with the part's name and changes nothing")]
    public async Task DiffAndReload()
    {
        Watch(false);
        Write("guests/ivi.yaml", "guests: { ivi: { lines: [{ name: A, from: bench/IGN }] } }\n");
        await using var run = await RunningHub.StartAsync(_rig.Config);
        await using var guest = await GpioDriver.ConnectAsync(Socket("ivi"));
        await HubAsync("set", "bench/CRASH=1");

        Write("guests/ivi.yaml", "guests: { ivi: { lines: [{ name: A, from: bench/CRASHH }] } }\n");
        var wrong = await HubAsync("reload");
        Assert.Equal(78, wrong.Code);
        Assert.Contains(
            $"{_rig.Path}/guests/ivi.yaml:1:43: guests.ivi.lines[0].from: no line \"CRASHH\" on chip \"bench\"; did you mean \"CRASH\"?",
            wrong.Error, StringComparison.Ordinal);
        Assert.False(await guest.GetValueAsync(0));

        Write("guests/ivi.yaml", "guests: { ivi: { lines: [{ name: A, from: bench/CRASH }] } }\n");
        Assert.Equal(new CliResult(0, "ivi:A: from bench/IGN to bench/CRASH\n", ""), await HubAsync("diff"));
        Assert.Equal(new CliResult(0, "ivi:A: from bench/IGN to bench/CRASH\n", ""), await HubAsync("reload"));
        Assert.True(await guest.GetValueAsync(0));
    }

    [Theory(DisplayName =
        "A text that is sent includes no file of the hub's machine, not even the hub's own: 78, and nothing of the file is told")]
    [InlineData("diff")]
    [InlineData("apply")]
    public async Task SentTextIncludesNothing(string verb)
    {
        Watch(false);
        await using var run = await RunningHub.StartAsync(_rig.Config);
        string sent = Path.Combine(_rig.Path, "sent.yaml");
        await File.WriteAllTextAsync(sent, "include: [/etc/passwd]\n");

        var refused = await HubAsync(verb, sent);

        Assert.Equal((78, ""), (refused.Code, refused.Out));
        Assert.Contains(":1:10: include: only a file that is read from disk can include others; expected the whole rig in this text",
            refused.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("root", refused.Error, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "hub.watch follows the parts too: one that is written, one that comes into a folder that was empty, one that goes")]
    public async Task Watched()
    {
        Watch(true);
        await using var run = await RunningHub.StartAsync(_rig.Config);

        Write("guests/ivi.yaml", "guests: { ivi: { lines: [{ name: A, from: bench/IGN }] } }\n");
        await run.Log.SeenAsync("reloaded (hub.watch): changes 1");
        await using var guest = await GpioDriver.ConnectAsync(Socket("ivi"));
        Assert.False(await guest.GetValueAsync(0));

        Write("chips.yaml", "chips: { bench: { driver: sim, lines: [{ name: IGN, bias: pull-up }, CRASH, WAKE] } }\n");
        await run.Log.SeenAsync("reloaded (hub.watch): changes 2");
        Assert.True(await guest.GetValueAsync(0));

        File.Delete(Path.Combine(_rig.Path, "chips.yaml"));
        await run.Log.SeenAsync("chips.yaml: no such file");
        Assert.True(await guest.GetValueAsync(0));
    }

    private void Watch(bool on) =>
        File.WriteAllText(_rig.Config, File.ReadAllText(_rig.Config).Replace("WATCH", on ? "true" : "false", StringComparison.Ordinal));

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(_rig.Path, name), text);

    private string Socket(string guest) => Path.Combine(_rig.Sockets, $"{guest}.sock");

    private Task<CliResult> HubAsync(params string[] args) => Cli.RunAsync(["--hub", Path.Combine(_rig.Sockets, "control.sock"), .. args]);
}
