using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Transports.Tests.Virtio.Gpio;

public class GpioConfigSpec
{
    private static readonly GpioConfig Config = new(0x0102, 0x03040506);
    private static readonly byte[] Wire = [2, 1, 0, 0, 6, 5, 4, 3];

    [Fact(DisplayName = "Any offset and length reads the config's bytes, zeros past the end, padding included (VG-D-01, VG-D-08, VU-50)")]
    public void ReadsAnyPart()
    {
        for (int offset = 0; offset < 12; offset++)
            for (int length = 0; length <= 256; length++)
            {
                byte[] read = Enumerable.Repeat((byte)0xEE, length).ToArray();
                Config.Read((uint)offset, read);
                byte[] expected = [.. Wire.Skip(offset).Concat(new byte[300]).Take(length)];
                Assert.Equal(expected, read);
            }
        byte[] far = [1];
        Config.Read(uint.MaxValue, far);
        Assert.Equal([0], far);
    }

    [Fact(DisplayName = "The driver takes a longer config space, not a shorter one (VG-G-16)")]
    public void Decodes()
    {
        Assert.True(GpioConfig.TryDecode([.. Wire, 9, 9], out GpioConfig config));
        Assert.Equal(Config, config);
        Assert.False(GpioConfig.TryDecode(Wire.AsSpan(0, 7), out _));
    }
}
