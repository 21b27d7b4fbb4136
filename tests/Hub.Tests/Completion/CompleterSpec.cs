using System.Net.Sockets;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Completion;

/// <summary>What a command line may go on with (IF-2.16).</summary>
public class CompleterSpec
{
    private static readonly Dictionary<string, string> Patient = new() { ["GPIOHUB_COMPLETION_MS"] = "30000" };

    [Theory(DisplayName = "Live lines, guests, buses, chips and faults are completed where they may stand (IF-2.16)")]
    [InlineData("set bench/I", "bench/IGN=")]
    [InlineData("set bench/IGN=", "bench/IGN=0 bench/IGN=1 bench/IGN=z")]
    [InlineData("set PA", "PAIR=")]
    [InlineData("set PAIR=1 DO", "DOORS=")]
    [InlineData("get ivi:", "ivi:IGN")]
    [InlineData("get bench/IGN adas", "adas:IGN adas:WAKE")]
    [InlineData("get adas:IGN adas", "adas:WAKE")]
    [InlineData("mon -n 3 -e both bench/W", "bench/WAKE")]
    [InlineData("pulse PA", "PAIR")]
    [InlineData("pulse bench/WAKE ", "")]
    [InlineData("info ",
        "bench ivi adas spare PAIR DOORS bench/IGN bench/CRASH bench/WAKE bench/A/B:C bench/5%2F bench/DOOR ivi:IGN adas:IGN adas:WAKE")]
    [InlineData("fault add b", "bench/IGN bench/CRASH bench/WAKE bench/A/B:C bench/5%2F bench/DOOR bench")]
    [InlineData("fault add bench/IGN st", "stuck-0 stuck-1")]
    [InlineData("fault add bench/IGN h", "")]
    [InlineData("fault add bench h", "hang")]
    [InlineData("fault clear ", "f1 f2")]
    [InlineData("fault clear f1 ", "f2")]
    [InlineData("run x.yaml --guest a", "adas")]
    [InlineData("qemu-args x.yaml ", "ivi adas spare")]
    public async Task Live(string text, string candidates)
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        await hub.CliAsync("fault", "add", "PAIR", "stuck-1");
        Assert.Equal(candidates, await CompletedAsync($"--hub {hub.Socket} {text}"));
        Assert.Equal(candidates, await CompletedAsync($"{text.Split(' ')[0]} --hub={hub.Socket}{text[text.IndexOf(' ')..]}"));
    }

    [Theory(DisplayName = "Verbs, options and their words are completed without a hub (IF-2.16)")]
    [InlineData("rel", "reload")]
    [InlineData("fault ", "add list clear")]
    [InlineData("fault l", "list")]
    [InlineData("mon --e", "--edges")]
    [InlineData("mon -e ", "rising falling both")]
    [InlineData("mon --edges f", "falling")]
    [InlineData("mon --edges=f", "--edges=falling")]
    [InlineData("mon --edges rising --e", "")]
    [InlineData("info -o ", "text json")]
    [InlineData("get --h", "--help --hub")]
    [InlineData("get -- --h", "")]
    [InlineData("check ", ":files")]
    [InlineData("run a.yaml --socket-path ", ":files")]
    [InlineData("--hub ", ":files")]
    [InlineData("qemu-args --arch ", "x86_64 i386 aarch64 arm riscv64")]
    [InlineData("libvirt-xml --transport ", "pci mmio")]
    [InlineData("completion ", "bash zsh fish")]
    [InlineData("reload ", "")]
    [InlineData("nonsense b", "")]
    public async Task Fixed(string text, string candidates) => Assert.Equal(candidates, await CompletedAsync(text));

    [Fact(DisplayName = "The verb behind it is in no list of verbs, and completes to nothing of its own")]
    public async Task Hidden()
    {
        Assert.DoesNotContain("  complete ", (await Cli.RunAsync("--help")).Out, StringComparison.Ordinal);
        Assert.Equal("completion", await CompletedAsync("compl"));
    }

    [Fact(DisplayName = "A guest's own lines are completed where its socket is driven, and no front-end place is taken for it")]
    public async Task OfDevice()
    {
        await using var hub = await TestHub.StartAsync();
        string socket = hub.Hub.Plan.Guests[1].SocketPath;
        Assert.Equal("IGN WAKE", await CompletedAsync($"--hub {hub.Socket} guest {socket} get "));
        Assert.Equal("IGN= WAKE=", await CompletedAsync($"--hub {hub.Socket} guest {socket} set "));
        Assert.Contains(socket, await CompletedAsync($"--hub {hub.Socket} guest "), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Guests of a file are completed from the file, without a hub")]
    public async Task OfFile()
    {
        using var rig = new RigFolder("guests: { \"ecu-{1..3}\": { lines: [], slots: 1 } }");
        Assert.Equal("ecu-1 ecu-2 ecu-3", await CompletedAsync($"--hub /nonexistent qemu-args {rig.Config} "));
    }

    [Fact(DisplayName = "A hub that does not answer is waited for no longer than the limit, and nothing is said (IF-2.16)")]
    public async Task Silent()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "mute.sock");
        using var mute = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        mute.Bind(new UnixDomainSocketEndPoint(path));
        mute.Listen();

        Assert.Equal(new CliResult(0, "", ""), await Cli.RunAsync("complete", $"gpiohub --hub {path} get b"));
        Assert.Equal(new CliResult(0, "", ""), await Cli.RunAsync("complete", "gpiohub --hub /nonexistent get b"));
        Assert.Equal(new CliResult(0, "", ""), await Cli.RunAsync("complete", "gpiohub --hub /nonexistent fault clear "));
    }

    /// <summary>The candidates, one behind the other.</summary>
    private static async Task<string> CompletedAsync(string text)
    {
        var result = await Cli.RunAsync(["complete", $"gpiohub {text}"], Patient);
        Assert.Equal((0, ""), (result.Code, result.Error));
        return string.Join(' ', result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[0]));
    }
}
