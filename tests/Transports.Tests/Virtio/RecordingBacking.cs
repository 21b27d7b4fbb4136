using GpioHub.Transports.Virtio;

namespace GpioHub.Transports.Tests.Virtio;

/// <summary>Guest memory that remembers which windows were opened, in order, and lets a test change bytes between two of them.</summary>
public sealed class RecordingBacking(byte[] bytes) : MemoryBacking
{
    public List<(ulong Offset, int Length)> Windows { get; } = [];

    /// <summary>Offsets whose bytes the processor was asked to fetch.</summary>
    public List<ulong> Prefetched { get; } = [];

    /// <summary>Called with each window just before it is handed out.</summary>
    public Action<ulong, int>? Opening { get; set; }

    public bool Recording { get; set; }

    public override ulong Length => (ulong)bytes.Length;

    public override bool StartsOdd => false;

    public override Span<byte> Slice(ulong offset, int length)
    {
        Opening?.Invoke(offset, length);
        if (Recording) Windows.Add((offset, length));
        return bytes.AsSpan(checked((int)offset), length);
    }

    public override void Prefetch(ulong offset) => Prefetched.Add(offset);
}
