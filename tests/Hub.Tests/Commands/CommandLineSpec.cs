using System.Text.Json;
using System.Text.RegularExpressions;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Faults;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

public class CommandLineSpec
{
    [Fact(DisplayName = "docs/cli.md tells of every verb")]
    public async Task EveryVerbIsTold()
    {
        string help = (await Cli.RunAsync("--help")).Out;
        string[] verbs = [.. help[help.IndexOf("Commands:", StringComparison.Ordinal)..].Split('\n').Skip(1)
            .TakeWhile(line => line.Length > 0).Select(line => line.Trim().Split(' ')[0])];
        string told = await File.ReadAllTextAsync(Path.Combine(Configuration.Rig.Repository, "docs", "cli.md"));

        Assert.Contains("run", verbs);
        Assert.All(verbs, verb => Assert.Matches($@"`(gpiohub )?{verb}\b", told));
    }

    [Fact(DisplayName = "docs/cli.md has a row for each kind of fault, with the options that it takes and no other")]
    public async Task EveryFaultIsTold()
    {
        string[] rows = [.. (await File.ReadAllLinesAsync(Path.Combine(Configuration.Rig.Repository, "docs", "cli.md")))
            .SkipWhile(line => !line.StartsWith("| KIND |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))];
        foreach (var kind in FaultKinds.All)
        {
            string row = Assert.Single(rows, row => row.Split('|')[1].Contains($"`{kind.Word}`", StringComparison.Ordinal));
            string[] told = [.. Regex.Matches(row.Split('|')[3], "`--([a-z]+)`").Select(option => option.Groups[1].Value).Order()];
            Assert.Equal(kind.Values.Select(value => value.Name.ToString().ToLowerInvariant()).Order(), told);
            Assert.Equal(FaultRules.IsOfChip(kind.Kind), row.Contains("(chip)", StringComparison.Ordinal));
        }
    }

    [Fact(DisplayName = "--version says the program and its version")]
    public async Task Version() => Assert.Equal(new CliResult(0, "gpiohub 0.2.0\n", ""), await Cli.RunAsync("--version"));

    [Theory(DisplayName = "The option --print-capabilities prints one JSON object whose type is gpio, whatever else is asked (VU-56)")]
    [InlineData("--print-capabilities")]
    [InlineData("run", "--print-capabilities", "--fd", "x")]
    public async Task Capabilities(params string[] args)
    {
        var result = await Cli.RunAsync(args);

        Assert.Equal((0, ""), (result.Code, result.Error));
        using var json = JsonDocument.Parse(result.Out);
        Assert.Equal("gpio", json.RootElement.GetProperty("type").GetString());
    }

    [Theory(DisplayName = "What cannot be parsed is exit 2, said on stderr")]
    [InlineData("frobnicate")]
    [InlineData("get")]
    [InlineData("mon", "bench/IGN", "-e", "sideways")]
    [InlineData("set", "@/etc/passwd", "--nope")]
    public async Task Usage(params string[] args)
    {
        var result = await Cli.RunAsync(args);

        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.StartsWith("gpiohub: ", result.Error, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "The verb check says every problem, with file, line, column and the nearest name; exit 78 (IF-2.9)")]
    public async Task Check()
    {
        using var rig = new RigFolder("""
            chips:
              bench: { driver: sim, lines: [IGN] }
            guests:
              ivi:
                lines:
                  - { name: IGN, from: bench/IGNN }
            """);

        Assert.Equal(
            new CliResult(78, "",
                $"{rig.Config}:6:28: guests.ivi.lines[0].from: no line \"IGNN\" on chip \"bench\"; did you mean \"IGN\"?\n"),
            await Cli.RunAsync("check", rig.Config));
    }

    [Fact(DisplayName = "Text that contains { } unquoted gets the hint to quote it (IF-2.9)")]
    public async Task Unquoted()
    {
        using var rig = new RigFolder("guests:\n  a: { lines: [ { from: bench/WAKE_{n} } ] }\n");
        var result = await Cli.RunAsync("check", rig.Config);

        Assert.Equal(78, result.Code);
        Assert.Contains("quote text that contains { }", result.Error, StringComparison.Ordinal);
    }
}
