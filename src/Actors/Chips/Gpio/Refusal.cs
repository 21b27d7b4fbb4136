using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Chips.Gpio;

/// <summary>Explains to a person why a line cannot be used (IF-2.10).</summary>
internal static class Refusal
{
    /// <summary>Explains an error of the kernel. On the chip's thread, because it asks the kernel who holds a line.</summary>
    public static string Explain(ErrnoException error, IGpioChipFile chip, int offset) =>
        error.Errno == ErrnoCode.EBUSY
            ? $"held by {Holder(chip, offset)} (EBUSY); requests answer ERR until it is released"
            : error.Message;

    private static string Holder(IGpioChipFile chip, int offset)
    {
        try
        {
            string consumer = chip.LineInfo(offset).Consumer;
            return consumer.Length == 0 ? "the kernel or another process" : $"\"{consumer}\"";
        }
        catch (ErrnoException)
        {
            return "another";
        }
    }
}
