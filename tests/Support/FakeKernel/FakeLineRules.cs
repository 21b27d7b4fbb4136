using System.Numerics;
using System.Text;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Tests.FakeKernel;

/// <summary>The checks of GU-S3: gpio_v2_line_flags_validate and the code around it in gpiolib-cdev.c.</summary>
internal static class FakeLineRules
{
    internal const GpioLineBits Direction = GpioLineBits.Input | GpioLineBits.Output;
    internal const GpioLineBits Edges = GpioLineBits.EdgeRising | GpioLineBits.EdgeFalling;
    internal const GpioLineBits Drives = GpioLineBits.OpenDrain | GpioLineBits.OpenSource;
    internal const GpioLineBits Biases = GpioLineBits.BiasPullUp | GpioLineBits.BiasPullDown | GpioLineBits.BiasDisabled;

    private const GpioLineBits Known = GpioLineBits.ActiveLow | Direction | Edges | Drives | Biases;
    private const uint DefaultEvents = 16;
    private const uint MostEvents = 1024;
    private const int LongestConsumer = 31;

    /// <returns>0 or EINVAL.</returns>
    internal static int Check(in GpioLineConfig config)
    {
        GpioLineBits flags = config.Flags;
        bool valid = (flags & ~Known) == 0
            && (flags & Direction) != Direction
            && ((flags & Edges) == 0 || (flags & GpioLineBits.Input) != 0)
            && (flags & Drives) != Drives
            && ((flags & Drives) == 0 || (flags & GpioLineBits.Output) != 0)
            && ((flags & Biases) == 0 || (flags & Direction) != 0)
            && BitOperations.PopCount((ulong)(flags & Biases)) <= 1
            && (config.DebounceUs == 0 || (flags & GpioLineBits.Input) != 0);
        return valid ? 0 : ErrnoCode.EINVAL;
    }

    /// <summary>Events that a queue has room for: 0 ⇒ 16, at most 1024, a power of two.</summary>
    internal static int EventRoom(int asked) =>
        asked == 0 ? (int)DefaultEvents : (int)BitOperations.RoundUpToPowerOf2(Math.Min((uint)asked, MostEvents));

    internal static string Cut(string consumer)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(consumer);
        return bytes.Length <= LongestConsumer ? consumer : Encoding.UTF8.GetString(bytes, 0, LongestConsumer);
    }
}
