using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>The guest's RAM: one shared memfd, and a bump allocator over it.</summary>
/// <remarks>Guest address, user address and file offset of a byte are three different numbers, so that tests find a back-end that takes one
/// for another.</remarks>
public sealed class GuestRam : IDisposable
{
    /// <summary>Guest physical address of the first byte.</summary>
    public const ulong GuestBase = 0x4000_0000;

    /// <summary>The "user address" of the first byte, as told to the back-end. Nothing is mapped there: it is only a name.</summary>
    public const ulong UserBase = 0x7e12_3450_0000;

    /// <summary>Where in the file the RAM begins, bytes.</summary>
    public const ulong FileOffset = 0x3000;

    private readonly MemoryBacking _backing;
    private ulong _next;

    /// <param name="size">Bytes, a multiple of 4096.</param>
    /// <param name="machine">Where the memory comes from; null = the kernel.</param>
    public GuestRam(int size, FrontEndMachine? machine = null)
    {
        Size = (ulong)size;
        (File, _backing) = (machine ?? FrontEndMachine.Kernel).CreateRam(FileOffset, Size);
        Region = new MemoryRegion(GuestBase, UserBase, Size, 0, _backing);
        if (!GuestMemory.TryCreate([Region], out GuestMemory memory, out string error)) throw new InvalidOperationException(error);
        Memory = memory;
    }

    /// <summary>The file that is shared with the back-end.</summary>
    public FileDescriptor File { get; }

    public ulong Size { get; }

    public MemoryRegion Region { get; }

    /// <summary>The RAM by guest address.</summary>
    public GuestMemory Memory { get; }

    /// <summary>Takes zeroed bytes that are never given back.</summary>
    /// <param name="length">Bytes.</param>
    /// <param name="alignment">A power of 2.</param>
    /// <returns>Guest address of the first.</returns>
    /// <exception cref="InvalidOperationException">The RAM is used up.</exception>
    public ulong Allocate(ulong length, ulong alignment = 16)
    {
        ulong start = (_next + alignment - 1) & ~(alignment - 1);
        if (length > Size || start > Size - length)
            throw new InvalidOperationException($"guest RAM of {Size} bytes has no room for {length} more");
        _next = start + length;
        return GuestBase + start;
    }

    public static ulong ToUser(ulong guestAddress) => guestAddress - GuestBase + UserBase;

    public void Dispose()
    {
        _backing.Dispose();
        File.Dispose();
    }
}
