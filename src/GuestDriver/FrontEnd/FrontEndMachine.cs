using GpioHub.Transports.Native;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>The machine below a front-end: memory, notifications, waiting. It is the kernel, unless a test has its own.</summary>
public class FrontEndMachine
{
    public static FrontEndMachine Kernel { get; } = new();

    /// <summary>Makes a notification that one side raises and the other waits for.</summary>
    public virtual EventFd CreateEvent() => EventFd.Create();

    /// <summary>Makes a guest's RAM: the file to share with the back-end, and the same bytes for this side.</summary>
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
