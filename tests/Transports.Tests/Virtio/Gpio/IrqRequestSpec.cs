using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio.Gpio;

public class IrqRequestSpec
{
    [Theory(DisplayName = "An interrupt request is a le16 gpio; short and out-of-range ones are refused, excess is ignored (VG-D-45)")]
    [InlineData(new byte[] { }, WireFault.TooShort, 0)]
    [InlineData(new byte[] { 5 }, WireFault.TooShort, 0)]
    [InlineData(new byte[] { 0, 1 }, WireFault.None, 256)]
    [InlineData(new byte[] { 0x2b, 1, 9 }, WireFault.None, 299)]
    [InlineData(new byte[] { 0x2c, 1 }, WireFault.LineOutOfRange, 0)]
    public void Decodes(byte[] bytes, WireFault fault, int line)
    {
        Assert.Equal(fault, IrqRequest.Decode(bytes, lineCount: 300, out IrqRequest request));
        Assert.Equal(line, request.Line);
    }

    [Fact(DisplayName = "The answer is one byte, INVALID 0 or VALID 1 (VG-D-46)")]
    public void Answers()
    {
        Assert.Equal((0, 1), (IrqResponse.Invalid.First, IrqResponse.Invalid.Length));
        Assert.Equal((1, 1), (IrqResponse.Valid.First, IrqResponse.Valid.Length));
        byte[] bytes = new byte[IrqRequest.Size];
        new IrqRequest(0x0102).Encode(bytes);
        Assert.Equal([2, 1], bytes);
    }
}
