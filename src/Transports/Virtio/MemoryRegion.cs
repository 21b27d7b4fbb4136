namespace GpioHub.Transports.Virtio;

/// <summary>One region of guest memory, as SET_MEM_TABLE or ADD_MEM_REG describes it.</summary>
/// <param name="GuestAddress">First guest physical address (descriptors use these).</param>
/// <param name="UserAddress">First address in the front-end's own space (ring addresses use these).</param>
/// <param name="Size">Bytes, at least 1.</param>
/// <param name="BackingOffset">Where the region starts in <paramref name="Backing"/>, bytes.</param>
public readonly record struct MemoryRegion(
    ulong GuestAddress, ulong UserAddress, ulong Size, ulong BackingOffset, MemoryBacking Backing);
