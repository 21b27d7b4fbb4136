using GpioHub.Configuration;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class SeriesSpec
{
    [Theory(DisplayName = "Three neighbours and more that count up by one are one; anything else stays as it is")]
    [InlineData("a1 a2 a3", "a{1..3}")]
    [InlineData("a1 a2", "a1 a2")]
    [InlineData("a1 a2 a4", "a1 a2 a4")]
    [InlineData("a3 a2 a1", "a3 a2 a1")]
    [InlineData("a1 a2 a3 b a5 a6 a7", "a{1..3} b a{5..7}")]
    [InlineData("a08 a09 a10 a11", "a{08..11}")]
    [InlineData("a8 a9 a10", "a{8..10}")]
    [InlineData("a8 a9 a010", "a8 a9 a010")]
    [InlineData("0 1 2", "{0..2}")]
    [InlineData("vm2-ecu1-x vm2-ecu2-x vm2-ecu3-x", "vm2-ecu{1..3}-x")]
    [InlineData("a1b1 a2b2 a3b3", "a1b1 a2b2 a3b3")]
    [InlineData("x a1 a2 a3", "x a{1..3}")]
    [InlineData("a a a", "a a a")]
    [InlineData("a99999999999 a100000000000 a100000000001", "a99999999999 a100000000000 a100000000001")]
    public void Ids(string ids, string told) =>
        Assert.Equal(told, string.Join(' ', Series.Of([.. ids.Split(' ').Select(id => new SeriesMember(id))]).Select(s => s.Id)));

    [Fact(DisplayName = "Texts may hold the member's number, all in the same places; a constant number stays one")]
    public void Texts()
    {
        Series[] told =
            [.. Series.Of([.. Enumerable.Range(1, 4).Select(i => new SeriesMember($"ecu-{i}", $"PWR_{i}", "DOOR_1", $"{i}/{i}"))])];

        Assert.Equal(("ecu-{1..4}", 0, 4), (Assert.Single(told).Id, told[0].First, told[0].Count));
        Assert.Equal(["PWR_{n}", "DOOR_1", "{n}/{n}"], told[0].Texts.AsEnumerable());
    }

    [Fact(DisplayName = "Who differs in a text, or has another number of texts, is told apart; what follows may be one again")]
    public void OddOneOut()
    {
        SeriesMember[] members = [.. Enumerable.Range(1, 8).Select(i => new SeriesMember($"ecu-{i}", i == 4 ? "other" : "same"))];
        Assert.Equal(["ecu-{1..3}", "ecu-4", "ecu-{5..8}"], Series.Of(members).Select(s => s.Id));
        members[3] = new SeriesMember("ecu-4", "same", "more");
        Assert.Equal(["ecu-{1..3}", "ecu-4", "ecu-{5..8}"], Series.Of(members).Select(s => s.Id));
    }

    [Fact(DisplayName = "Where the texts must be the same, a number of their own keeps members apart")]
    public void SameTexts()
    {
        SeriesMember[] members = [.. Enumerable.Range(1, 3).Select(i => new SeriesMember($"ecu-{i}", $"PWR_{i}"))];
        Assert.Equal(3, Series.Of(members, sameTexts: true).Length);
    }
}
