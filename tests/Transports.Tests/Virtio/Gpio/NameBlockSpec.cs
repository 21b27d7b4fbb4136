using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using static GpioHub.Transports.Tests.Virtio.HostileDriver;

namespace GpioHub.Transports.Tests.Virtio.Gpio;

public class NameBlockSpec
{
    private static NameBlock Block(params string?[] names)
    {
        Assert.True(NameBlock.TryCreate(names, out NameBlock block, out string error), error);
        return block;
    }

    [Fact(DisplayName =
        "The name block is one zero-terminated string per line, in order; a nameless line is a lone zero (VG-D-03, VG-D-04)")]
    public void Builds()
    {
        NameBlock block = Block("IGN", null, "", "W");
        Assert.Equal("\0IGN\0\0\0W\0"u8.ToArray(), block.Response.ToArray()); // the first zero is status OK
        Assert.Equal(8u, block.Size);
        Assert.Equal(4, block.Response[1..].Count((byte)0));
    }

    [Fact(DisplayName = "A device without a single name has gpio_names_size 0 (VG-D-02)")]
    public void NoNames() => Assert.Equal(0u, Block(null, "", null).Size);

    public static TheoryData<string, string?[]> Bad => new()
    {
        { "0 lines, expected 1 .. 65535", [] },
        { "65536 lines", new string?[65536] },
        { "line 1: name 'A' is already the name of line 0", ["A", "A"] },
        { "line 0: name '12345678901234567890123456789012' has 32 bytes, at most 31", ["12345678901234567890123456789012"] },
        { "line 1: name 'Zünd' must be printable ASCII", ["A", "Zünd"] },
        { "must be printable ASCII", ["A\0B"] },
        { "must be printable ASCII", ["A\x7f"] },
        { "the names need", Enumerable.Range(0, 2049).Select(i => i.ToString("D31", null)).ToArray() },
    };

    [Theory(DisplayName = "Names that no guest could be shown are refused, and the message says which (VG-D-03, VG-D-05, VG-D-06)")]
    [MemberData(nameof(Bad))]
    public void Refuses(string expected, string?[] names)
    {
        Assert.False(NameBlock.TryCreate(names, out NameBlock block, out string error));
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Equal(0u, block.Size);
    }

    [Fact(DisplayName = "64 KiB of names fit (VG-D-06)")]
    public void Largest() => Assert.Equal(65536u, Block([.. Enumerable.Range(0, 2048).Select(i => i.ToString("D31", null))]).Size);

    [Fact(DisplayName = "The driver's parse is bounded by the block, whatever it holds (VG-G-11)")]
    public void Parses()
    {
        Assert.Equal(["IGN", "", "W"], NameBlock.Parse("IGN\0\0W\0"u8, 3));
        Assert.Equal(["IGN", "W", ""], NameBlock.Parse("IGN\0W"u8, 3));
        Assert.Equal(["IGN"], NameBlock.Parse("IGN\0W\0"u8, 1));
        Assert.Equal(["", ""], NameBlock.Parse([], 2));
        Assert.Equal(["?A"], NameBlock.Parse([0xC3, (byte)'A', 0], 1));
    }

    [Theory(DisplayName = "The answer is the whole block, or ERR and zeros in the bytes there are (VG-D-12, VG-D-16, VG-D-19, VG-D-22)")]
    [InlineData(true, 9u, 9u, GpioStatus.Ok)]
    [InlineData(true, 20u, 9u, GpioStatus.Ok)]
    [InlineData(true, 8u, 8u, GpioStatus.Error)]
    [InlineData(true, 1u, 1u, GpioStatus.Error)]
    [InlineData(false, 20u, 1u, GpioStatus.Error)]
    public void Answers(bool named, uint writable, uint expectedLength, GpioStatus expectedStatus)
    {
        NameBlock block = named ? Block("IGN", null, "", "W") : Block(null, "", null, null);
        HostileDriver driver = new HostileDriver().Started();
        driver.Write(Response, Enumerable.Repeat((byte)0xEE, 32).ToArray());
        driver.Descriptor(0, Request, 8, DescriptorBits.Next, 1);
        driver.Descriptor(1, Response, writable, DescriptorBits.Write);
        driver.Offer(0);
        driver.Take();

        Assert.Equal(expectedLength, block.Answer(driver.Device.Current, out GpioStatus status));

        Assert.Equal(expectedStatus, status);
        byte[] expected = Enumerable.Repeat((byte)0xEE, 32).ToArray();
        byte[] written = status == GpioStatus.Ok ? block.Response.ToArray() : [1, .. new byte[expectedLength - 1]];
        written.CopyTo(expected, 0);
        Assert.Equal(expected, driver.Read(Response, 32));
    }
}
