using System.Text.RegularExpressions;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>Holds the width of lines, so that two files can be read side by side.</summary>
public partial class WidthSpec
{
    private const int Widest = 140;

    /// <summary>Files of scripts and of the build.</summary>
    private static readonly string[] Scripts = [".sh", ".csproj", ".props", ".targets", ".yaml", ".yml", ".ci/run"];

    /// <summary>Lines of scripts and of the build that may be wider, by file and beginning.</summary>
    private static readonly (string File, string Begins, string Reason)[] Excepted =
    [
        ("src/TestKit/GpioHub.TestKit.csproj", "<Description>", "a package's description keeps its line breaks"),
    ];

    [Fact(DisplayName = "No line of code or comment is wider than 140 columns, but for data in raw strings")]
    public void Width() => Findings.None(
        from file in Repository.FilesThatEndIn(".cs")
        from line in TooWide(Repository.Lines(file))
        select $"{file}:{line.Number}: {line.Width} columns");

    [Fact(DisplayName = "No line of a script or of a build file is wider than 140 columns, but for those named with their reason")]
    public void ScriptWidth() => Findings.None(
        from file in Repository.FilesThatEndIn(Scripts)
        from line in TooWide(Repository.Lines(file), rawStrings: false)
        where !Excepted.Any(except => except.File == file && line.Text.TrimStart().StartsWith(except.Begins, StringComparison.Ordinal))
        select $"{file}:{line.Number}: {line.Width} columns");

    [Fact(DisplayName = "Each line that may be wider is there, and is wider")]
    public void ExceptionsAreUsed() => Assert.All(Excepted, except => Assert.Contains(
        TooWide(Repository.Lines(except.File), rawStrings: false),
        line => line.Text.TrimStart().StartsWith(except.Begins, StringComparison.Ordinal)));

    [Theory(DisplayName = "A wide line counts unless it is inside a raw string, or nothing but one")]
    [InlineData("        {0}", true)]
    [InlineData("        // {0}", true)]
    [InlineData("        \"\"\"{0}\"\"\",", false)]
    [InlineData("        json: $$\"\"\"{0}\"\"\");", false)]
    [InlineData("        var x = \"\"\"\n{0}\n\"\"\";", false)]
    [InlineData("        var x = \"\"\"\n\"\"\";\n{0}", true)]
    public void Exempt(string code, bool counts) =>
        Assert.Equal(counts, TooWide(code.Replace("{0}", new string('x', Widest + 1), StringComparison.Ordinal).Split('\n')).Any());

    private static IEnumerable<(int Number, int Width, string Text)> TooWide(string[] lines, bool rawStrings = true)
    {
        bool inside = false;
        for (int i = 0; i < lines.Length; i++)
        {
            int width = lines[i].EnumerateRunes().Count();
            bool isData = rawStrings && (inside || OnlyRaw().IsMatch(lines[i]));
            if (width > Widest && !isData) yield return (i + 1, width, lines[i]);
            if (Quotes().Count(lines[i]) % 2 == 1) inside = !inside;
        }
    }

    [GeneratedRegex(@"^\s*(?:\w+: )?\$*"""""".*""""""[),;\]]*$")]
    private static partial Regex OnlyRaw();

    [GeneratedRegex("\"{3,}")]
    private static partial Regex Quotes();
}
