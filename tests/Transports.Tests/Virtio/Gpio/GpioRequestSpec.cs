using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio.Gpio;

public class GpioRequestSpec
{
    private const ushort Lines = 300;

    public static TheoryData<byte[], GpioMessage, ushort, uint> Good => new()
    {
        { [1, 0, 0, 0, 0, 0, 0, 0], GpioMessage.GetLineNames, 0, 0 },
        { [1, 0, 0xff, 0xff, 9, 9, 9, 9], GpioMessage.GetLineNames, 0, 0 }, // it has neither line nor value
        { [2, 0, 0x2b, 1, 0, 0, 0, 0], GpioMessage.GetDirection, 299, 0 },
        { [3, 0, 7, 0, 0, 0, 0, 0], GpioMessage.SetDirection, 7, 0 },
        { [3, 0, 7, 0, 2, 0, 0, 0], GpioMessage.SetDirection, 7, 2 },
        { [4, 0, 7, 0, 9, 0, 0, 9], GpioMessage.GetValue, 7, 0 }, // it has no value
        { [5, 0, 7, 0, 1, 0, 0, 0], GpioMessage.SetValue, 7, 1 },
        { [6, 0, 7, 0, 8, 0, 0, 0], GpioMessage.SetIrqType, 7, 8 },
        { [6, 0, 7, 0, 3, 0, 0, 0, 0xff, 0xff], GpioMessage.SetIrqType, 7, 3 }, // VG-D-18: the excess is ignored
    };

    [Theory(DisplayName = "A request has type at 0, gpio at 2, value at 4, little-endian (virtio v1.2 §5.18.6)")]
    [MemberData(nameof(Good))]
    public void Decodes(byte[] bytes, GpioMessage type, ushort line, uint value)
    {
        Assert.Equal(WireFault.None, GpioRequest.Decode(bytes, Lines, out GpioRequest request));
        Assert.Equal(new GpioRequest(type, line, value), request);
    }

    public static TheoryData<byte[], WireFault> Bad => new()
    {
        { [], WireFault.TooShort }, // VG-D-18
        { [4, 0, 7, 0, 0, 0, 0], WireFault.TooShort },
        { [0, 0, 7, 0, 0, 0, 0, 0], WireFault.UnknownType }, // VG-D-20
        { [7, 0, 7, 0, 0, 0, 0, 0], WireFault.UnknownType },
        { [4, 1, 7, 0, 0, 0, 0, 0], WireFault.UnknownType },
        { [4, 0, 0x2c, 1, 0, 0, 0, 0], WireFault.LineOutOfRange },
        { [4, 0, 0xff, 0xff, 0, 0, 0, 0], WireFault.LineOutOfRange },
        { [3, 0, 7, 0, 3, 0, 0, 0], WireFault.ValueOutOfRange }, // VG-D-21
        { [3, 0, 7, 0, 1, 1, 0, 0], WireFault.ValueOutOfRange }, // VG-D-20: 0x101 is not OUT
        { [5, 0, 7, 0, 2, 0, 0, 0], WireFault.ValueOutOfRange },
        { [5, 0, 7, 0, 1, 0, 0, 0x80], WireFault.ValueOutOfRange },
        { [6, 0, 7, 0, 1, 0, 1, 0], WireFault.ValueOutOfRange }, // 0x10001 is not an irq type
    };

    [Theory(DisplayName = "A request that is none is refused with its reason (VG-D-18, VG-D-20, VG-D-21)")]
    [MemberData(nameof(Bad))]
    public void Refuses(byte[] bytes, WireFault fault)
    {
        Assert.Equal(fault, GpioRequest.Decode(bytes, Lines, out GpioRequest request));
        Assert.Equal(default, request);
    }

    [Fact(DisplayName = "The irq types are exactly 0, 1, 2, 3, 4 and 8 (VG-D-21)")]
    public void IrqTypes()
    {
        byte[] bytes = [6, 0, 0, 0, 0, 0, 0, 0];
        List<int> legal = [];
        for (int type = 0; type < 256; type++)
        {
            bytes[4] = (byte)type;
            if (GpioRequest.Decode(bytes, 1, out _) == WireFault.None) legal.Add(type);
        }
        Assert.Equal([0, 1, 2, 3, 4, 8], legal);
        Assert.Equal(Enum.GetValues<IrqType>().Select(t => (int)t), legal);
    }

    [Fact(DisplayName = "What the driver's side writes the device's side reads")]
    public void EncodesWhatItDecodes()
    {
        byte[] bytes = new byte[GpioRequest.Size];
        GpioRequest request = new(GpioMessage.SetIrqType, 258, (uint)IrqType.LevelLow);
        request.Encode(bytes);
        Assert.Equal([6, 0, 2, 1, 8, 0, 0, 0], bytes);
        Assert.Equal(WireFault.None, GpioRequest.Decode(bytes, Lines, out GpioRequest back));
        Assert.Equal(request, back);
    }

    [Fact(DisplayName = "An answer is 2 bytes, or 1 + N for the names (VG-D-16)")]
    public void ResponseSizes()
    {
        Assert.Equal(13u, GpioResponse.SizeFor(GpioMessage.GetLineNames, 12));
        foreach (GpioMessage type in Enum.GetValues<GpioMessage>().Where(t => t != GpioMessage.GetLineNames))
            Assert.Equal(2u, GpioResponse.SizeFor(type, 12));
        Assert.Equal((1, 0, 2), (GpioResponse.Error.First, GpioResponse.Error.Second, GpioResponse.Error.Length));
        Assert.Equal((0, 2, 2), (GpioResponse.Ok(2).First, GpioResponse.Ok(2).Second, GpioResponse.Ok(2).Length));
    }
}
