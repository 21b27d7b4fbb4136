using System.CommandLine;
using System.Text.RegularExpressions;
using GpioHub.Hub.Commands;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

/// <summary>Help, and what is said to a mistyped verb or option. Source: IF-2.9.</summary>
public sealed partial class ExamplesSpec
{
    private static readonly RootCommand Root = GpioHubCommand.Create(
        new VerbContext(new Terminal(TextWriter.Null, TextWriter.Null, _ => null)), () => throw new InvalidOperationException());

    public static TheoryData<string> Verbs() => [.. All(Root).Select(Examples.NameOf)];

    [Theory(DisplayName = "Every verb's help ends with examples of that verb, and each of them is accepted")]
    [MemberData(nameof(Verbs))]
    public async Task Accepted(string verb)
    {
        string help = (await Cli.RunAsync([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).Out;
        Assert.NotEmpty(Examples.Of(verb));
        Assert.EndsWith($"\n\nExamples:\n{string.Concat(Examples.Of(verb).Select(example => $"  {example}\n"))}", help,
            StringComparison.Ordinal);
        Assert.All(Examples.Of(verb), example =>
        {
            string[] words = [.. Word().Matches(example).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value)
                .Where(word => !word.StartsWith("2>", StringComparison.Ordinal))];
            Assert.Equal("gpiohub", words[0]);
            ParseResult parsed = Root.Parse(words[1..]);
            Assert.Empty(parsed.Errors);
            Assert.Null(Slips.Of(parsed));
            string name = Examples.NameOf(parsed.CommandResult.Command);
            Assert.True(verb.Length == 0 || name == verb || name.StartsWith($"{verb} ", StringComparison.Ordinal), $"{example} is {name}");
        });
    }

    [Theory(DisplayName = "A mistyped verb or option names the nearest, exit 2 (IF-2.9)")]
    [InlineData("gett bench/IGN", "no verb \"gett\"; did you mean get?", "gpiohub")]
    [InlineData("fault ad bench/IGN", "no verb \"fault ad\"; did you mean fault add?", "gpiohub fault")]
    [InlineData("fault xyzzy", "no verb \"fault xyzzy\"; there are add, list, clear", "gpiohub fault")]
    [InlineData("guest x.sock inof", "no verb \"guest inof\"; did you mean guest info?", "gpiohub guest")]
    [InlineData("get bench/IGN --numerc", "no option \"--numerc\"; did you mean --numeric?", "gpiohub get")]
    [InlineData("info --ouput=json", "no option \"--ouput\"; did you mean --output?", "gpiohub info")]
    [InlineData("fault add bench/IGN bounce --cuont 3", "no option \"--cuont\"; did you mean --count?", "gpiohub fault add")]
    [InlineData("get --hubb x bench/IGN", "no option \"--hubb\"; did you mean --hub?", "gpiohub get")]
    [InlineData("info -x", "no option \"-x\"", "gpiohub info")]
    public async Task Mistyped(string line, string told, string program) =>
        Assert.Equal(new CliResult(2, "", $"gpiohub: {told}\n{program} --help says how\n"), await Cli.RunAsync(line.Split(' ')));

    [Fact(DisplayName = "The list of verbs has brackets around what may be left out")]
    public async Task Optional()
    {
        string help = (await Cli.RunAsync("--help")).Out;
        Assert.Matches(@"(?m)^  info \[WHAT\]  +Show", help);
        Assert.Matches(@"(?m)^  diff \[FILE\]  +Say", help);
        Assert.Matches(@"(?m)^  apply <FILE>  +Apply", help);
    }

    [Theory(DisplayName = "An address with the wrong separator gets the right one proposed, exit 4 (IF-2.9)")]
    [InlineData("get", "ivi/IGN", "no chip \"ivi\" but a guest; did you mean ivi:IGN?")]
    [InlineData("get", "bench:CRASH", "no guest \"bench\" but a chip; did you mean bench/CRASH?")]
    [InlineData("set", "ivi/IGN=1", "no chip \"ivi\" but a guest; did you mean ivi:IGN?")]
    [InlineData("mon", "bench:IGN", "no guest \"bench\" but a chip; did you mean bench/IGN?")]
    [InlineData("info", "ivi/IGN", "no chip \"ivi\" but a guest; did you mean ivi:IGN?")]
    public async Task Separator(string verb, string address, string told)
    {
        await using var hub = await TestHub.StartAsync();
        Assert.Equal(new CliResult(4, "", $"gpiohub: {told}\n"), await hub.CliAsync(verb, address));
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    [GeneratedRegex("\"([^\"]*)\"|[^ ]+")]
    private static partial Regex Word();
}
