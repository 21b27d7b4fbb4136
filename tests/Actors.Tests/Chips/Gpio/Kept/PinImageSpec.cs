using GpioHub.Actors.Chips.Gpio;
using GpioHub.Rules.Nets;
using GpioHub.Transports.Chips;
using Xunit;

namespace GpioHub.Actors.Tests.Chips.Gpio.Kept;

/// <summary>What the record says of a line is read as it was written, or not at all.</summary>
public class PinImageSpec
{
    [Fact(DisplayName = "Every image of a line is read as it was written, and none with a bit changed, or of another line")]
    public void RoundTrip()
    {
        var random = new Random(17);
        Span<ulong> words = stackalloc ulong[PinImage.Words];
        for (int i = 0; i < 500; i++)
        {
            PinState? applied = new PinState((PinMode)random.Next(3), random.Next(2) == 0, random.Next(2) == 0);
            if (random.Next(4) == 0) applied = null;
            var image = new PinImage(applied, random.Next(2) == 0, random.Next(2) == 0,
                EdgeTracker.At(random.Next(2) == 0, (uint)random.NextInt64(), random.NextInt64(), random.NextInt64()));
            int offset = random.Next(64), bit = random.Next(PinImage.Words * 64);
            image.Pack(words, offset);
            Assert.Equal(image, PinImage.TryUnpack(words, offset));
            Assert.Null(PinImage.TryUnpack(words, offset + 1));
            words[bit / 64] ^= 1UL << (bit % 64);
            Assert.Null(PinImage.TryUnpack(words, offset));

            ulong told = PinImage.PackChecked(applied, offset);
            Assert.True(PinImage.TryUnpackChecked(told, offset, out var read));
            Assert.Equal(applied, read);
            Assert.False(PinImage.TryUnpackChecked(told ^ (1UL << (bit % 64)), offset, out _));
        }
    }

    [Fact(DisplayName = "Memory that nothing was written to is no image")]
    public void Empty() => Assert.Null(PinImage.TryUnpack(new ulong[PinImage.Words], 0));
}
