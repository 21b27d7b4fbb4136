using System.Globalization;
using GpioHub.Rules.Buses;
using Xunit;

namespace GpioHub.Rules.Tests.Buses;

/// <summary>Values of buses (IF-1.15).</summary>
public class BusValueSpec
{
    [Fact(DisplayName = "Every value of a bus of 1 to 8 lines is its levels, and its levels are the value (IF-1.15)")]
    public void ThereAndBack()
    {
        for (int lines = 1; lines <= 8; lines++)
        {
            Assert.Equal((1UL << lines) - 1, BusValue.Largest(lines));
            for (ulong value = 0; value <= BusValue.Largest(lines); value++)
            {
                bool[] levels = [.. Enumerable.Range(0, lines).Select(place => BusValue.LevelAt(value, place, lines))];
                Assert.Equal(value, BusValue.Of(levels));
                Assert.Equal(BusValue.Binary(value, lines), "0b" + string.Concat(levels.Select(level => level ? '1' : '0')));
            }
        }
    }

    [Fact(DisplayName = "The first line is the most significant (IF-1.15)")]
    public void MostSignificantFirst() =>
        Assert.Equal([true, false, true, false], Enumerable.Range(0, 4).Select(place => BusValue.LevelAt(10, place, 4)));

    [Fact(DisplayName = "A bus of 64 lines has every value of 64 bits")]
    public void Widest()
    {
        Assert.Equal(ulong.MaxValue, BusValue.Largest(64));
        Assert.Equal(ulong.MaxValue, BusValue.Of(Enumerable.Repeat(true, 64)));
        Assert.True(BusValue.LevelAt(1UL << 63, 0, 64));
        Assert.False(BusValue.LevelAt(1UL << 63, 1, 64));
    }

    [Theory(DisplayName = "A value is decimal, 0x with hexadecimal or 0b with binary digits")]
    [InlineData("0", 0)]
    [InlineData("10", 10)]
    [InlineData("0xa", 10)]
    [InlineData("0XfF", 255)]
    [InlineData("0b1010", 10)]
    [InlineData("0B1", 1)]
    [InlineData("007", 7)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    [InlineData("0xffffffffffffffff", ulong.MaxValue)]
    public void Read(string text, ulong value) => Assert.Equal((true, value), (BusValue.TryParse(text, out ulong read), read));

    [Theory(DisplayName = "What is no number of 64 bits is no value")]
    [InlineData("")]
    [InlineData("z")]
    [InlineData("0x")]
    [InlineData("0b")]
    [InlineData("0b2")]
    [InlineData("0xg")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.0")]
    [InlineData("18446744073709551616")]
    [InlineData("0x1ffffffffffffffff")]
    public void NotRead(string text) => Assert.False(BusValue.TryParse(text, out _));

    [Theory(DisplayName = "A hexadecimal value has as many digits as its bus needs, and is read again")]
    [InlineData(10, 4, "0xa")]
    [InlineData(10, 5, "0x0a")]
    [InlineData(1, 1, "0x1")]
    [InlineData(0, 12, "0x000")]
    [InlineData(ulong.MaxValue, 64, "0xffffffffffffffff")]
    public void Hexadecimal(ulong value, int lines, string text)
    {
        Assert.Equal(text, BusValue.Hex(value, lines));
        Assert.True(BusValue.TryParse(text, out ulong read), text.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(value, read);
    }
}
