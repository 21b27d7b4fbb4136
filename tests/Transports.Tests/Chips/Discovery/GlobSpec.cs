using System.Diagnostics;
using System.Text.RegularExpressions;
using GpioHub.Transports.Chips.Discovery;
using Xunit;

namespace GpioHub.Transports.Tests.Chips.Discovery;

public class GlobSpec
{
    [Theory(DisplayName = "A glob is matched with the whole text (IF-1.7)")]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("*", "", true)]
    [InlineData("***", "a/b", true)]
    [InlineData("mcp23017", "mcp23017", true)]
    [InlineData("mcp23017", "mcp23017a", false)]
    [InlineData("mcp23017", "MCP23017", false)]
    [InlineData("mcp*", "mcp23017", true)]
    [InlineData("*/i2c-1/1-0020/*", "/devices/platform/soc/i2c-1/1-0020/gpiochip3", true)]
    [InlineData("*/i2c-1/1-0020/*", "/devices/platform/soc/i2c-1/1-0021/gpiochip3", false)]
    [InlineData("*/i2c-1/1-0020/*", "/devices/platform/soc/i2c-1/1-0020", false)]
    [InlineData("a?c", "abc", true)]
    [InlineData("a?c", "ac", false)]
    [InlineData("*ab", "aab", true)]
    [InlineData("a*b*c", "axxbyybzzc", true)]
    [InlineData("a*b*c", "axxcyyb", false)]
    [InlineData("[a-c]x", "bx", true)]
    [InlineData("[a-c]x", "dx", false)]
    [InlineData("[!a-c]x", "dx", true)]
    [InlineData("[!a-c]x", "ax", false)]
    [InlineData("[]]", "]", true)]
    [InlineData("[!]]", "]", false)]
    [InlineData("[a-]", "-", true)]
    [InlineData("[-a]", "-", true)]
    [InlineData("[z-a]", "m", false)]
    [InlineData("[a", "[a", true)]
    [InlineData("[]", "[]", true)]
    [InlineData("[!", "[!", true)]
    [InlineData("[*]", "*", true)]
    [InlineData("[*]", "a", false)]
    [InlineData("FT232R\\x20USB*", "FT232R\\x20USB\\x20UART", true)]
    [InlineData("ä?", "äö", true)]
    public void Matches(string pattern, string text, bool match) => Assert.Equal(match, Glob.Matches(pattern, text));

    [Fact(DisplayName =
        "A glob agrees with the regular expression of the same meaning: every pattern of up to 4 and text of up to 4 of * ? a b")]
    public void AgreesWithRegex()
    {
        string[] patterns = [.. Words("*?ab", 4)], texts = [.. Words("ab", 4)];
        Assert.All(patterns, pattern =>
        {
            var regex = new Regex($"^{pattern.Replace("?", ".", StringComparison.Ordinal).Replace("*", ".*", StringComparison.Ordinal)}\\z",
                RegexOptions.NonBacktracking);
            Assert.Equal(texts.Select(text => regex.IsMatch(text)), texts.Select(text => Glob.Matches(pattern, text)));
        });
    }

    [Theory(DisplayName = "No pattern that a file may hold takes more than a moment on a value of the greatest length")]
    [InlineData("a*")]
    [InlineData("*a")]
    [InlineData("*[a]")]
    [InlineData("*?")]
    [InlineData("[a")]
    [InlineData("[!a-")]
    public void NoBlowUp(string repeated)
    {
        string pattern = string.Concat(Enumerable.Repeat(repeated, 1024 / repeated.Length)) + "b";
        string text = new('a', PropertyText.LongestLine);
        long began = Stopwatch.GetTimestamp();

        Assert.False(Glob.Matches(pattern, text));
        // exponential would be for ever; this is to be milliseconds
        Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(5));
    }

    private static IEnumerable<string> Words(string letters, int longest) => longest == 0
        ? [""]
        : Words(letters, longest - 1).SelectMany(word => (string[])[word, .. letters.Select(letter => word + letter)]).Distinct();
}
