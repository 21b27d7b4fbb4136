using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Chips;

/// <summary>A requested line of this machine. Owns its handle.</summary>
internal sealed class LinuxGpioLine(GpioLineHandle handle) : IGpioLineFile
{
    public SafeHandle Descriptor => handle;

    public void Configure(in GpioLineConfig config) => handle.Configure((ulong)config.Flags, config.Value, config.DebounceUs);

    public bool GetValue() => handle.GetValue();

    public void SetValue(bool level) => handle.SetValue(level);

    public int ReadEvents(Span<GpioLineEvent> events)
    {
        int room = Math.Min(events.Length, GpioLineHandle.MaxEvents);
        Span<GpioEdge> edges = stackalloc GpioEdge[GpioLineHandle.MaxEvents];
        int count = handle.ReadEvents(edges[..room]);
        for (int i = 0; i < count; i++) events[i] = new GpioLineEvent(edges[i].Rising, edges[i].TimestampNs, edges[i].Sequence);
        return count;
    }

    public int ReadInto(Span<ulong> records) => handle.ReadInto(records);

    public void Dispose() => handle.Dispose();
}
