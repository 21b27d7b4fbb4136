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

    public IGpioLineFile? Adopt(FileDescriptor left, int offset, string consumer)
    {
        if (offset >= Info.LineCount) return null;
        var (_, user, flags) = handle.LineInfo(offset);
        bool isOurs = user.Length > 0 && consumer.StartsWith(user, StringComparison.Ordinal);   // the kernel cuts long names
        if (((GpioLineBits)flags & GpioLineBits.Used) == 0 || !isOurs) return null;
        return handle.Adopt(left, offset) is { } line ? new LinuxGpioLine(line) : null;
    }

    public void Dispose() => handle.Dispose();
}
