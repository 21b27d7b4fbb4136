using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>What a front-end stands on: memory, notifications, waiting. The kernel, unless a test has a machine of its own.</summary>
public class FrontEndMachine
{
    public static FrontEndMachine Kernel { get; } = new();

    /// <summary>Something that one side raises and the other waits for.</summary>
    public virtual EventFd CreateEvent() => EventFd.Create();

    /// <summary>A guest's RAM: what is shared with the back-end, and the same bytes as this side sees them.</summary>
    /// <param name="fileOffset">Where in the file the RAM begins, bytes.</param>
    /// <param name="size">Bytes, a multiple of 4096; all zero.</param>
    public virtual (FileDescriptor File, MemoryBacking Backing) CreateRam(ulong fileOffset, ulong size)
    {
        var file = MemFd.Create("gpiohub-guest-ram", fileOffset + size, FileSeals.Shrink);
        return (file, MappedBacking.Map(file, fileOffset, size));
    }

    /// <summary>Waits until the back-end has said something, or has closed.</summary>
    /// <param name="atMost">Zero = only look.</param>
    /// <returns>Whether it has.</returns>
    public virtual bool AwaitInput(UnixStream socket, TimeSpan atMost) => Readiness.WaitToRead(socket, (int)atMost.TotalMilliseconds);
}
