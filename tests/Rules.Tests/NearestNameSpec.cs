using Xunit;

namespace GpioHub.Rules.Tests;

public class NearestNameSpec
{
    private static readonly string[] Names = ["IGN", "CRASH", "WAKE", "Door FL", "Door FR", "activeLow", "pull-up", "pull-down"];

    [Theory(DisplayName = "The nearest name is suggested, none if none is near")]
    [InlineData("IGNN", "IGN")]
    [InlineData("ign", "IGN")]
    [InlineData("INGN", "IGN")]
    [InlineData("GIN", "IGN")]
    [InlineData("CARSH", "CRASH")]
    [InlineData("active_low", "activeLow")]
    [InlineData("pullup", "pull-up")]
    [InlineData("Door FX", "Door FL")]
    [InlineData("Door  FR", "Door FR")]
    [InlineData("X", null)]
    [InlineData("", null)]
    [InlineData("-", null)]
    [InlineData("HORN", null)]
    [InlineData("IG", "IGN")]
    [InlineData("abcdefghijklmnopqrstuvwxyz", null)]
    public void Suggests(string wrong, string? name) => Assert.Equal(name, NearestName.Of(wrong, Names));

    [Theory(DisplayName = "Near is one edit for every three characters, and one for a short name; a single character suggests nothing")]
    [InlineData("ab", "ba", true)]
    [InlineData("ab", "b", true)]
    [InlineData("ab", "xb", true)]
    [InlineData("ab", "xy", false)]
    [InlineData("a", "ab", false)]
    [InlineData("a", "b", false)]
    [InlineData("abcde", "abcxy", false)]
    [InlineData("abcde", "abc", false)]
    [InlineData("abcdef", "abcdxy", true)]
    [InlineData("abcdef", "abcd", true)]
    [InlineData("abcdef", "abcdefgh", true)]
    [InlineData("abcdef", "xybcdefg", false)]
    [InlineData("abcdef", "abcxyz", false)]
    [InlineData("abcdef", "abc", false)]
    [InlineData("abcdef", "badcef", true)]
    [InlineData("abcdef", "abdcfe", true)]
    [InlineData("abcdef", "badcfe", false)]
    [InlineData("abcdef", "bcdefa", true)]
    [InlineData("abcdef", "fabcde", true)]
    [InlineData("abcdef", "cabdef", true)]
    [InlineData("abcdef", "cbadef", true)]
    [InlineData("abcdefghi", "abcdefxyz", true)]
    [InlineData("abcdefghi", "abcdewxyz", false)]
    public void Near(string wrong, string name, bool near) => Assert.Equal(near ? name : null, NearestName.Of(wrong, [name]));

    [Fact(DisplayName = "Of several names the nearest is suggested, of equally near ones the first, and the same name before any other")]
    public void Nearest()
    {
        Assert.Equal("abcdex", NearestName.Of("abcdef", ["abcdxy", "abcdex", "abcdey", "abcdxx"]));
        Assert.Equal("ABC-DEF", NearestName.Of("abcdef", ["abcdex", "ABC-DEF", "abcdef"]));
    }

    [Fact(DisplayName = "Names of 64 characters are compared, longer ones are not, on either side")]
    public void Longest()
    {
        string longest = new('a', 64);
        Assert.Equal(longest, NearestName.Of(longest, [longest]));
        Assert.Equal(longest, NearestName.Of(longest[1..], [longest]));
        Assert.Null(NearestName.Of(longest, [longest + "a"]));
        Assert.Null(NearestName.Of(longest + "a", [longest]));
        Assert.Equal("IGN", NearestName.Of("IGM", [longest + "a", "IGN"]));
    }

    [Fact(DisplayName = "Nothing to compare is the caller's mistake, and is called so")]
    public void Nothing()
    {
        Assert.Equal("wrong", Assert.Throws<ArgumentNullException>(() => NearestName.Of(null!, ["IGN"])).ParamName);
        Assert.Equal("names", Assert.Throws<ArgumentNullException>(() => NearestName.Of("", null!)).ParamName);
    }

    [Fact(DisplayName = "Names too long to be names cost nothing")]
    public void VeryLong()
    {
        string endless = new('a', 100_000);

        Assert.Null(NearestName.Of(endless, [endless]));
        Assert.Null(NearestName.Of("a", [endless]));
    }
}
