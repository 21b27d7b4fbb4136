using GpioHub.Hub.Commands.Check;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Commands.Verbs;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

/// <summary>Colours and progress: for a terminal alone (IF-2.18).</summary>
public class ColourSpec
{
    [Theory(DisplayName = "A stream has colours if it is a terminal that knows them, and NO_COLOR is not set (IF-2.18)")]
    [InlineData(true, "xterm", null, true)]
    [InlineData(true, "xterm", "", true)]
    [InlineData(true, "xterm", "1", false)]
    [InlineData(true, "dumb", null, false)]
    [InlineData(true, null, null, false)]
    [InlineData(false, "xterm", null, false)]
    public void When(bool isTerminal, string? term, string? noColor, bool coloured) => Assert.Equal(
        coloured, Paint.For(isTerminal, name => name == "TERM" ? term : name == "NO_COLOR" ? noColor : null).IsOn);

    [Fact(DisplayName = "With colours info and check say the same words as without")]
    public async Task SameWords()
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        await hub.CliAsync("set", "bench/IGN=1");
        foreach (string[] what in (string[][])[["info"], ["info", "bench"], ["info", "ivi"], ["info", "PAIR"]])
        {
            string plain = (await hub.CliAsync(what)).Out;
            string coloured = InfoColours.Of(plain, new Paint(true));
            Assert.NotEqual(plain, coloured);
            Assert.Equal(plain, Plain(coloured));
        }

        const string problems = "rig.yaml:1:2: no chip \"x\"\nrig.yaml:2:3: warning: a.b: odd\nunverified: 3 lines of doors (absent)\n";
        string told = CheckColours.OfProblems(problems, new Paint(true));
        Assert.Equal(problems, Plain(told));
        Assert.Equal("\e[31mrig.yaml:1:2: \e[0mno chip \"x\"\nrig.yaml:2:3: \e[33mwarning: \e[0ma.b: odd\n" +
            "\e[2munverified: 3 lines of doors (absent)\e[0m\n", told);
        Assert.Equal("rig.yaml: \e[32mok\e[0m · 1 chip\n\n\e[1mnet\e[0m\nA ok\n",
            CheckColours.OfCrossbar("rig.yaml: ok · 1 chip\n\nnet\nA ok\n", new Paint(true)));
    }

    [Theory(DisplayName = "info, mon and check have colours on a terminal, and none with NO_COLOR or in a pipe (IF-2.18)")]
    [InlineData("", "", true)]
    [InlineData("NO_COLOR=1 ", "", false)]
    [InlineData("", " | cat", false)]
    public async Task OnTerminal(string variable, string behind, bool coloured)
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        await hub.CliAsync("set", "bench/IGN=1");
        using var folder = new TempFolder();
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "rig.yaml"), "chips: { bench: { driver: sim, lines: 2 } }\n");
        var variables = ProgramOnPath.In(folder.Path, hub.Socket);
        variables["PS1"] = "ready> ";
        using var terminal = new Tmux(100, 30, variables, "bash", "--norc", "--noprofile", "-i");
        terminal.Until("ready>");
        terminal.Type($"{variable}gpiohub info{behind}; {variable}gpiohub check {folder.Path}/rig.yaml{behind}; echo done");
        terminal.Press("Enter");
        terminal.Until("\ndone\n");

        Assert.Equal(coloured, terminal.Coloured.Contains("\e[32m", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "From the second second on a terminal sees what is done and for how long, and nothing of it afterwards (IF-2.18)")]
    public void Progressing()
    {
        var time = new ManualTime();
        using var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error, _ => null) { ErrorIsTerminal = true };
        using (var progress = new Progress(terminal, "checking rig.yaml", time))
        {
            time.Advance(TimeSpan.FromMilliseconds(999.0));
            Assert.Equal("", error.ToString());
            time.Advance(TimeSpan.FromMilliseconds(1.0));
            Assert.Equal("\rchecking rig.yaml … 1 s\e[K", error.ToString());
            progress.Far = "3 of 10";
            time.Advance(TimeSpan.FromSeconds(1.0));
            Assert.EndsWith("\rchecking rig.yaml … 2 s, 3 of 10\e[K", error.ToString(), StringComparison.Ordinal);
        }

        Assert.EndsWith("\r\e[K", error.ToString(), StringComparison.Ordinal);
        string ended = error.ToString();
        time.Advance(TimeSpan.FromSeconds(5.0));
        Assert.Equal(ended, error.ToString());
    }

    [Fact(DisplayName = "Where stderr is no terminal, or nothing takes long, there is no progress")]
    public void NoProgress()
    {
        var time = new ManualTime();
        using var error = new StringWriter();
        using (new Progress(new Terminal(TextWriter.Null, error, _ => null), "checking", time)) time.Advance(TimeSpan.FromSeconds(9.0));
        using (new Progress(new Terminal(TextWriter.Null, error, _ => null) { ErrorIsTerminal = true }, "checking", time))
            time.Advance(TimeSpan.FromMilliseconds(500.0));
        Assert.Equal("", error.ToString());
    }

    private static string Plain(string text) => System.Text.RegularExpressions.Regex.Replace(text, "\e\\[[0-9]*m", "");
}
