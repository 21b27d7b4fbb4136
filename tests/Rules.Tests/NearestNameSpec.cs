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

    [Fact(DisplayName = "Names too long to be names cost nothing")]
    public void VeryLong()
    {
        string endless = new('a', 100_000);

        Assert.Null(NearestName.Of(endless, [endless]));
        Assert.Null(NearestName.Of("a", [endless]));
    }
}
