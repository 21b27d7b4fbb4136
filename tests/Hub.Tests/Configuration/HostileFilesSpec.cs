using System.Text;
using GpioHub.Configuration;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class HostileFilesSpec
{
    [Theory(DisplayName = "What is not YAML is told with place and reason (IF-1.1)")]
    [InlineData("a: [1, 2\nb: 3", "2:1: not YAML: expected ',' or ']'")]
    [InlineData("hub: { a: 1\n", "2:1: not YAML: expected ',' or '}'")]
    [InlineData("hub: 'x\n", "1:6: not YAML: the quote that opens here is never closed")]
    [InlineData("hub:\n\tpoll: off\n", "2:1: not YAML: a tab; indent with spaces")]
    [InlineData("a: 1\n\tb: 2\n", "2:1: not YAML: a tab; indent with spaces")]
    [InlineData("hub: a: b\n", "1:7: not YAML: unexpected ':'; quote text that contains ': '")]
    [InlineData("hub:\n  poll: off\n http: off\n", "3:2: not YAML: expected a key; is the indentation right?")]
    [InlineData("- a\nb: c\n", "2:1: not YAML: expected '- ' and an item; is the indentation right?")]
    [InlineData("hub: @x\n", "1:6: not YAML: text cannot begin with '@'; quote it")]
    [InlineData("hub: \"\\q\"\n", "1:6: not YAML: unknown escape; text in '…' is taken as it stands")]
    [InlineData("hub: ]\n", "1:6: not YAML: expected a value")]
    [InlineData("hub: { http: [::1]:80 }\n", "1:19: not YAML: expected ',' or '}'; quote text that contains [ ]: http: \"[::1]:8080\"")]
    [InlineData("hub: *x\n", "1:6: no anchor &x before this")]
    [InlineData("hub: &x { a: *x }\n", "1:14: *x is inside itself")]
    [InlineData("version: 1\n---\nversion: 1\n", "2:1: a second document; one file is one document")]
    [InlineData("%YAML 9.9\n---\na: 1\n", "1:1: not YAML: a YAML version other than 1.2")]
    [InlineData("version: 1\0\nhub: 2", "1:11: not YAML: character U+0000")]
    [InlineData("version: 1 #\u0085hub: 2", "1:13: not YAML: character U+0085")]
    [InlineData("version: 1\n#\u001b[31m", "2:2: not YAML: character U+001B")]
    public void NotYaml(string text, string told) => Assert.Equal([$"rig.yaml:{told}"], Rig.Said(text));

    [Theory(DisplayName = "A file of nothing says so (IF-1.1)")]
    [InlineData("")]
    [InlineData("\n\n# only a comment\n")]
    [InlineData("---\n")]
    [InlineData("\uFEFF")]
    public void Empty(string text) => Assert.Equal(["rig.yaml: empty; expected chips and guests"], Rig.Said(text));

    [Fact(DisplayName = "A byte order mark is not part of the first key (IF-1.1)")]
    public void ByteOrderMark() => Assert.Empty(Rig.Said("\uFEFFversion: 1"));

    [Theory(DisplayName = "A key that is no text is told, and the rest is read on (IF-1.1)")]
    [InlineData("{ [a]: 1, version: 2 }")]
    [InlineData("{ { a: b }: 1, version: 2 }")]
    public void KeysThatAreNoText(string text) => Assert.Equal(2, Rig.Said(text).Length);

    [Fact(DisplayName = "Invalid UTF-8 is told with its place (IF-1.1)")]
    public void InvalidUtf8() => InFile([.. "version: 1\n# "u8, 0xC3, 0x28],
        problems => Assert.EndsWith(":2:3: not UTF-8: byte 0xC3", Assert.Single(problems), StringComparison.Ordinal));

    [Fact(DisplayName = "A file of 1 MiB is read, a larger one is not (IF-1.1)")]
    public void Size()
    {
        byte[] most = [.. "version: 1\n#"u8, .. Enumerable.Repeat((byte)'x', (1 << 20) - 12)];
        InFile(most, Assert.Empty);
        InFile([.. most, (byte)'x'], problems => Assert.EndsWith(": larger than 1 MiB", Assert.Single(problems), StringComparison.Ordinal));
    }

    [Fact(DisplayName = "Alias bombs are bounded (IF-1.1)")]
    public void AliasBomb()
    {
        var bomb = new StringBuilder("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
        for (int i = 1; i < 12; i++)
        {
            bomb.Append(CultureFree(
                $"a{i}: &a{i} [*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1},*a{i - 1}]\n"));
        }

        Assert.EndsWith("more than 600000 values after aliases", Assert.Single(Rig.Said(bomb.ToString())), StringComparison.Ordinal);
    }

    [Theory(DisplayName = "Depth is bounded (IF-1.1)")]
    [InlineData("[")]
    [InlineData("{a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("!x [")]
    public void Depth(string opening) =>
        Assert.Contains(Rig.Said(string.Concat(Enumerable.Repeat(opening, 200_000 / opening.Length))),
            s => s.EndsWith("nested deeper than 32", StringComparison.Ordinal) || s.Contains("not YAML", StringComparison.Ordinal));

    [Theory(DisplayName = "At most 20,000 lines × guests after expansion, and half as many guests and simulated lines (IF-1.1)")]
    [InlineData("guests: { 'g{1..10000}': { lines: [{}] } }", true)]
    [InlineData("guests: { 'g{1..10001}': { lines: [{}] } }", false)]
    [InlineData("guests: { 'g{1..200}': { lines: [{}], slots: 100 } }", true)]
    [InlineData("guests: { 'g{1..201}': { lines: [{}], slots: 100 } }", false)]
    [InlineData("guests: { 'g{1..999999999}': { lines: [], slots: 1 } }", false)]
    [InlineData("guests: { 'g{1..999999999}': {} }", false)]
    [InlineData("chips: { a: { driver: sim, lines: 10000 } }", true)]
    [InlineData("chips: { a: { driver: sim, lines: 5000 }, b: { driver: sim, lines: 5001 } }", false)]
    [InlineData("chips: { a: { driver: sim, lines: ['x{1..10000}'] } }", true)]
    [InlineData("chips: { a: { driver: sim, lines: ['x{1..999999999}', 'y{1..999999999}'] } }", false)]
    public void Expansion(string yaml, bool allowed) => Assert.Equal(allowed, Rig.Load("hub: { sockets: /s }\n" + yaml).Plan is not null);

    [Fact(DisplayName = "A file of errors is told in at most 501 lines (IF-1.1)")]
    public void ManyProblems()
    {
        string[] said = Rig.Said(string.Concat(Enumerable.Range(0, 20_000).Select(i => CultureFree($"k{i}: 1\n"))));

        Assert.Equal(501, said.Length);
        Assert.EndsWith("and more; mend these first", said[^1], StringComparison.Ordinal);
    }

    [Fact(DisplayName = "No control character of a file reaches a terminal")]
    public void ControlCharacters() =>
        Assert.Equal(["rig.yaml:1:3: unknown key \"\\x1B[31mred\\x07\"; " +
                "expected one of version, include, hub, recorder, rig, hubs, hosts, chips, guests, buses"],
            Rig.Said("{ \"\\e[31mred\\a\": 1 }"));

    [Fact(DisplayName = "Nothing that a file contains throws or hangs: 1500 mutations of the examples, seed 1")]
    public void Mutations()
    {
        string[] seeds = [.. ExampleRigsSpec.Files().Select(f => File.ReadAllText(Path.Combine(Rig.Repository, (string)((object[])f)[0])))];
        string[] pieces = ["{", "}", "[", "]", ":", ": ", "- ", "\n", "  ", "\t", "&a ", "*a", "<<: ", "!!int ", "|\n", ">-\n", "'", "\"",
            "#", "%", "---\n", "...\n", "? ", ",", "{n}", "{1..9}", "\\", "\0", "é", "\uD800", "0", "~"];
#pragma warning disable CA5394 // A seeded generator is what makes this test repeatable; nothing here is a secret.
        var random = new Random(1);
        for (int i = 0; i < 1500; i++)
        {
            var text = new StringBuilder(seeds[random.Next(seeds.Length)]);
            for (int edits = random.Next(1, 5); edits > 0; edits--)
            {
                int at = random.Next(text.Length);
                if (random.Next(2) == 0) text.Insert(at, pieces[random.Next(pieces.Length)]);
                else text.Remove(at, Math.Min(random.Next(1, 20), text.Length - at));
            }
#pragma warning restore CA5394
            LoadResult result = Rig.Load(text.ToString());
            Assert.Equal(result.Plan is null, result.Problems.Any(p => p.Severity == ProblemSeverity.Error));
        }
    }

    private static string CultureFree(FormattableString text) => FormattableString.Invariant(text);

    private static void InFile(byte[] bytes, Action<IEnumerable<string>> assert)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(path, bytes);
            assert(ConfigurationLoader.Load(path, Rig.User).Problems.Select(p => p.ToString()));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
