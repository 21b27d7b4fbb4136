using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips;

/// <summary>A chip of this machine. Owns its handle.</summary>
internal sealed class LinuxGpioChip(GpioChipHandle handle) : IGpioChipFile
{
    public GpioChipInfo Info { get; } = new(handle.Name, handle.Label, handle.LineCount);

    public GpioLineInfo LineInfo(int offset)
    {
        var (name, consumer, flags) = handle.LineInfo(offset);
        return new GpioLineInfo(name, consumer, (GpioLineBits)flags);
    }

    public IGpioLineFile Request(int offset, string consumer, in GpioLineConfig config, int eventBufferSize) =>
        new LinuxGpioLine(handle.Request(offset, consumer, (ulong)config.Flags, config.Value, config.DebounceUs, eventBufferSize));

    public void Dispose() => handle.Dispose();
}
