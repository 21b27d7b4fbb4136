using System.Diagnostics;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Top;

/// <summary><c>gpiohub top</c> in a terminal, with keys that are pressed (IF-2.17).</summary>
public class TopSpec
{
    [Fact(DisplayName = "The table shows nets, buses and guests; keys drive and pulse a line, and the level is there (IF-2.17)")]
    public async Task Drives()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        using var terminal = Shell(hub);
        Begin(terminal);

        terminal.Press("Down", "Down");
        terminal.Press("1");
        terminal.Until(screen => Row(screen, "bench/IGN ").Contains("  1  ", StringComparison.Ordinal), "bench/IGN at 1");
        Assert.Equal("1\n", (await hub.CliAsync("get", "--numeric", "bench/IGN")).Out);
        terminal.Press("p");
        terminal.Until("bench/IGN is pulsed for 100ms");
        Assert.Single(hub.Hub.Pulses);
        terminal.Press("Up", "Up");
        terminal.Type("=0b01");
        terminal.Press("Enter");
        terminal.Until(screen => Row(screen, "PAIR ").Contains("0x1", StringComparison.Ordinal), "PAIR at 0x1");
        terminal.Type("=7");
        terminal.Press("Enter");
        terminal.Until("PAIR 7 is too large: a bus of 2 lines has 0 to 3");
        Assert.Contains("waiting", Row(terminal.Screen, "spare "), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "It follows the size of the terminal, and shows only what a filter leaves (IF-2.17)")]
    public async Task Follows()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        using var terminal = Shell(hub);
        Begin(terminal);

        terminal.Resize(60, 12);
        string small = terminal.Until(screen => screen.TrimEnd('\n').Split('\n').Length == 12
            && screen.TrimEnd().EndsWith('…'), "a picture of 12 rows, the last cut");
        Assert.All(small.Split('\n'), line => Assert.InRange(line.Length, 0, 60));
        terminal.Resize(100, 30);
        terminal.Until(screen => screen.TrimEnd().EndsWith("? help", StringComparison.Ordinal), "the whole last row");
        terminal.Type("/WAKE");
        terminal.Press("Enter");
        terminal.Until(screen => !screen.Contains("bench/CRASH", StringComparison.Ordinal)
            && screen.Contains("bench/WAKE", StringComparison.Ordinal), "WAKE alone");
    }

    [Theory(DisplayName = "Whatever ends it, the terminal is as it was: its own screen, a cursor, an echo (IF-2.17)")]
    [InlineData("q", 0)]
    [InlineData("C-c", 0)]
    [InlineData("SIGTERM", 0)]
    [InlineData("SIGINT", 0)]
    [InlineData("hub", 3)]
    public async Task Restores(string end, int code)
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        using var terminal = Shell(hub);
        string before = Settings(terminal);
        if (end == "hub")
        {
            terminal.Type("gpiohub --hub /nonexistent top");                 // it does not begin
            terminal.Press("Enter");
        }
        else
        {
            Begin(terminal);
            Assert.Equal("1 0", terminal.Fact("#{alternate_on} #{cursor_flag}"));
            if (end.StartsWith("SIG", StringComparison.Ordinal)) Signal(terminal, end);
            else terminal.Press(end);
        }

        terminal.Until(_ => terminal.Fact("#{alternate_on} #{cursor_flag}") == "0 1", "the shell's own screen, with a cursor");
        terminal.Until(screen => screen.TrimEnd().EndsWith("ready>", StringComparison.Ordinal), "the prompt");
        terminal.Type("echo it ended with $?");
        terminal.Press("Enter");
        terminal.Until($"it ended with {code}\n");
        Assert.Equal(before, Settings(terminal));
    }

    [Fact(DisplayName = "C-z gives the shell its terminal, and fg goes on (IF-2.17)")]
    public async Task Suspends()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        using var terminal = Shell(hub);
        Begin(terminal);

        terminal.Press("C-z");
        terminal.Until("Stopped");
        Assert.Equal("0 1", terminal.Fact("#{alternate_on} #{cursor_flag}"));
        terminal.Type("fg");
        terminal.Press("Enter");
        terminal.Until("q quit");
        Assert.Equal("1 0", terminal.Fact("#{alternate_on} #{cursor_flag}"));
        terminal.Press("q");
        terminal.Until(_ => terminal.Fact("#{alternate_on}") == "0", "the shell's own screen");
    }

    [Fact(DisplayName = "A hub that goes away is told, the last table stays, and a hub that comes back is found (IF-2.17)")]
    public async Task HubGoes()
    {
        using var rig = new RigFolder("hub: { sockets: SOCKETS }\nchips: { bench: { driver: sim, lines: [IGN] } }\n");
        using var terminal = Shell(Path.Combine(rig.Sockets, "control.sock"));
        await using (await RunningHub.StartAsync(rig.Config)) Begin(terminal);

        terminal.Until(screen => screen.Contains("no hub at", StringComparison.Ordinal)
            && screen.Contains("bench/IGN", StringComparison.Ordinal), "that the hub has gone");
        await using (await RunningHub.StartAsync(rig.Config))
        {
            terminal.Until("q quit");
            terminal.Press("1");
            terminal.Until(screen => Row(screen, "bench/IGN ").Contains("  1  ", StringComparison.Ordinal), "bench/IGN at 1");
            terminal.Press("q");
            terminal.Until(_ => terminal.Fact("#{alternate_on}") == "0", "the shell's own screen");
        }
    }

    [Theory(DisplayName = "Colours are where NO_COLOR is not set")]
    [InlineData("", true)]
    [InlineData("NO_COLOR=1 ", false)]
    public async Task Colours(string variable, bool coloured)
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        await hub.CliAsync("set", "bench/IGN=1");
        using var terminal = Shell(hub);
        terminal.Type($"{variable}gpiohub top");
        terminal.Press("Enter");
        terminal.Until("q quit");

        Assert.Equal(coloured, terminal.Coloured.Contains("\e[32m", StringComparison.Ordinal));
        terminal.Press("q");
    }

    [Fact(DisplayName = "Without a terminal it does not begin: exit 2")]
    public async Task NoTerminal() => Assert.Equal(
        new CliResult(2, "", "gpiohub: top needs a terminal; gpiohub info prints the same once\n"),
        await Cli.RunAsync("--hub", "/x", "top"));

    private static Tmux Shell(TestHub hub) => Shell(hub.Socket);

    private static Tmux Shell(string socket)
    {
        var variables = ProgramOnPath.In(Directory.CreateTempSubdirectory("gpiohub-top").FullName, socket);
        variables["PS1"] = "ready> ";
        var terminal = new Tmux(110, 26, variables, "bash", "--norc", "--noprofile", "-i");
        terminal.Until("ready>");
        return terminal;
    }

    private static void Begin(Tmux terminal)
    {
        terminal.Type("gpiohub top -d 100ms");
        terminal.Press("Enter");
        terminal.Until("q quit");
    }

    private static string Settings(Tmux terminal)
    {
        terminal.Type("clear; stty -g");
        terminal.Press("Enter");
        string screen = terminal.Until(screen => screen.Split('\n').Any(line => line.Count(c => c == ':') > 10), "stty's settings");
        return screen.Split('\n').First(line => line.Count(c => c == ':') > 10);
    }

    private static string Row(string screen, string begin) =>
        screen.Split('\n').FirstOrDefault(line => line.StartsWith(begin, StringComparison.Ordinal)) ?? "";

    /// <summary>Sends a signal to the program that the shell has started.</summary>
    private static void Signal(Tmux terminal, string signal)
    {
        string[] children = File.ReadAllText($"/proc/{terminal.Pid}/task/{terminal.Pid}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries);
        using var kill = Process.Start("kill", [$"-{signal[3..]}", Assert.Single(children)]);
        kill.WaitForExit();
    }
}
