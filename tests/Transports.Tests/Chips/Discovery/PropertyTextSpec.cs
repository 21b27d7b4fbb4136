using GpioHub.Transports.Chips.Discovery;
using Xunit;

namespace GpioHub.Transports.Tests.Chips.Discovery;

public class PropertyTextSpec
{
    private const string Record = "S:serial/by-id/x\nW:17\nI:1234\nE:ID_VENDOR=FTDI\nE:ID_SERIAL_SHORT=D38EJ8LF\nG:systemd\n";

    [Theory(DisplayName = "A property is the rest of its line; other records of udev's database are none (IF-1.7)")]
    [InlineData("ID_VENDOR", Record, "E:", "FTDI")]
    [InlineData("ID_SERIAL_SHORT", Record, "E:", "D38EJ8LF")]
    [InlineData("ID", Record, "E:", null)]
    [InlineData("I:1234", Record, "E:", null)]
    [InlineData("DEVNAME", "MAJOR=254\nDEVNAME=gpiochip0", "", "gpiochip0")]
    [InlineData("OF_NAME", "OF_NAME=\nX=1\n", "", "")]
    [InlineData("K", "K=a=b\n", "", "a=b")]
    [InlineData("K", "\n\n=\nK\nxK=1\n K=2\nK=3", "", "3")]
    [InlineData("", "=x\n", "", null)]
    [InlineData("K", "", "", null)]
    [InlineData("K", null, "", null)]
    public void Values(string name, string? text, string prefix, string? value) =>
        Assert.Equal(value is null ? [] : [value], PropertyText.ValuesOf(name, text, prefix));

    [Fact(DisplayName = "A property that is there twice has both values")]
    public void Twice() => Assert.Equal(["1", "2"], PropertyText.ValuesOf("K", "K=1\nK=2\n", ""));

    [Fact(DisplayName = "A line that is too long is none, and the next one is read")]
    public void TooLong()
    {
        string text = $"K={new string('x', PropertyText.LongestLine)}\nK=1\n";
        Assert.Equal(["1"], PropertyText.ValuesOf("K", text, ""));
    }
}
