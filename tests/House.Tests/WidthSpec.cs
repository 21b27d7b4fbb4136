using System.Text.RegularExpressions;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>Lines can be read side by side with another file.</summary>
public partial class WidthSpec
{
    private const int Widest = 140;

    [Fact(DisplayName = "No line of code or comment is wider than 140 columns, but for data in raw strings")]
    public void Width() => Findings.None(
        from file in Repository.FilesThatEndIn(".cs")
        from line in TooWide(Repository.Lines(file))
        select $"{file}:{line.Number}: {line.Width} columns");

    [Theory(DisplayName = "A wide line counts unless it is inside a raw string, or nothing but one")]
    [InlineData("        {0}", true)]
    [InlineData("        // {0}", true)]
    [InlineData("        \"\"\"{0}\"\"\",", false)]
    [InlineData("        json: $$\"\"\"{0}\"\"\");", false)]
    [InlineData("        var x = \"\"\"\n{0}\n\"\"\";", false)]
    [InlineData("        var x = \"\"\"\n\"\"\";\n{0}", true)]
    public void Exempt(string code, bool counts) =>
        Assert.Equal(counts, TooWide(code.Replace("{0}", new string('x', Widest + 1), StringComparison.Ordinal).Split('\n')).Any());

    private static IEnumerable<(int Number, int Width)> TooWide(string[] lines)
    {
        bool inside = false;
        for (int i = 0; i < lines.Length; i++)
        {
            int width = lines[i].EnumerateRunes().Count();
            if (width > Widest && !inside && !OnlyRaw().IsMatch(lines[i])) yield return (i + 1, width);
            if (Quotes().Count(lines[i]) % 2 == 1) inside = !inside;
        }
    }

    [GeneratedRegex(@"^\s*(?:\w+: )?\$*"""""".*""""""[),;\]]*$")]
    private static partial Regex OnlyRaw();

    [GeneratedRegex("\"{3,}")]
    private static partial Regex Quotes();
}
