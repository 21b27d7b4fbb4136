using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Completion;

/// <summary>Debian's shells, each in a terminal: a person types, and presses TAB (IF-2.16).</summary>
public class ShellsSpec
{
    private const string Prompt = "ready> ";

    public static TheoryData<string> Shells() => ["bash", "zsh", "fish"];

    [Theory(DisplayName = "TAB completes a live line, an equals sign behind it and no space, then values, buses and verbs (IF-2.16)")]
    [MemberData(nameof(Shells))]
    public async Task Completes(string shell)
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        using var terminal = await StartAsync(shell, hub);

        Typed(terminal, "gpiohub set bench/IG", "gpiohub set bench/IGN=", then: "1");
        Typed(terminal, "gpiohub set PAI", "gpiohub set PAIR=");
        Typed(terminal, "gpiohub get adas:W", "gpiohub get adas:WAKE");
        Typed(terminal, "gpiohub get ivi:", "gpiohub get ivi:IGN");
        Typed(terminal, "gpiohub fault a", "gpiohub fault add");
        Typed(terminal, "gpiohub mon --ed", "gpiohub mon --edges");
        Typed(terminal, "gpiohub check rig.y", "gpiohub check rig.yaml");
    }

    [Theory(DisplayName = "A name with a space is one word, quoted or not")]
    [MemberData(nameof(Shells))]
    public async Task Spaces(string shell)
    {
        await using var hub = await TestHub.StartAsync(rig: folder =>
        {
            var plan = DemoRig.Plan(folder);
            var bench = plan.Chips[0];
            return plan with { Chips = [bench with { Lines = bench.Lines.SetItem(1, bench.Lines[1] with { Name = "Door FL" }) }] };
        });
        using var terminal = await StartAsync(shell, hub);

        Typed(terminal, "gpiohub get bench/Doo", @"gpiohub get bench/Door\ FL");
        Typed(terminal, "gpiohub get \"bench/Doo", "gpiohub get \"bench/Door FL\"");
    }

    [Theory(DisplayName = "Several candidates are listed")]
    [MemberData(nameof(Shells))]
    public async Task Lists(string shell)
    {
        await using var hub = await TestHub.StartAsync(rig: DemoRig.WithBuses);
        using var terminal = await StartAsync(shell, hub);

        terminal.Type("gpiohub get adas:");
        terminal.Press("Tab", "Tab");
        terminal.Until(screen => screen.Contains("IGN", StringComparison.Ordinal) && screen.Contains("WAKE", StringComparison.Ordinal),
            "both lines of adas");
    }

    /// <summary>Types, presses TAB, sees what comes, and clears the line.</summary>
    /// <param name="then">Typed behind it, without a space between.</param>
    private static void Typed(Tmux terminal, string text, string becomes, string then = "")
    {
        terminal.Type(text);
        terminal.Until(Prompt + text);
        terminal.Press("Tab");
        terminal.Until(Prompt + becomes);
        terminal.Type(then);
        terminal.Until(Prompt + becomes + then);
        terminal.Press("C-u");
        terminal.Until(screen => screen.TrimEnd().EndsWith(Prompt.TrimEnd(), StringComparison.Ordinal), "an empty line");
    }

    private static async Task<Tmux> StartAsync(string shell, TestHub hub)
    {
        var folder = new TempFolder();
        var variables = ProgramOnPath.In(folder.Path, hub.Socket);
        string script = Path.Combine(folder.Path, $"completion.{shell}");
        await File.WriteAllTextAsync(script, (await Cli.RunAsync("completion", shell)).Out);
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "rig.yaml"), "");
        (string Begin, string[] Program) how = shell switch
        {
            "bash" => ($"cd {folder.Path}; PS1='{Prompt}'; source {script}; clear", ["bash", "--norc", "--noprofile", "-i"]),
            "zsh" => ($"cd {folder.Path}; PS1='{Prompt}'; autoload -U compinit; compinit -D; source {script}; clear", ["zsh", "-f", "-i"]),
            _ => ($"cd {folder.Path}; function fish_prompt; printf '{Prompt}'; end; set -g fish_greeting; source {script}; clear",
                ["fish", "--no-config", "--interactive"]),
        };
        var terminal = new Tmux(120, 30, variables, how.Program);
        terminal.Type(how.Begin);
        terminal.Press("Enter");
        terminal.Until(screen => screen.TrimEnd() == Prompt.TrimEnd(), "the prompt");
        return terminal;
    }
}
