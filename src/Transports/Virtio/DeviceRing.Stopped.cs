namespace GpioHub.Transports.Virtio;

public sealed partial class DeviceRing
{
    /// <summary>Reads the used ring, packed: the device's event suppression, where the ring ran last, as far as it fits. A driver never
    /// writes there, so a change while the ring is stopped is another owner's of that memory (VU-47b).</summary>
    /// <returns>The bytes read; 0 if the ring never ran or has no place in this memory.</returns>
    public int ReadUsed(GuestMemory memory, Span<byte> into)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ulong size = Packed ? PackedLayout.EventSize : SplitLayout.UsedSize(_size, eventIdx: false);
        int length = (int)Math.Min(size, (ulong)into.Length);
        return _size > 0 && memory.TryRead(_at.Used, into[..length]) ? length : 0;
    }
}
