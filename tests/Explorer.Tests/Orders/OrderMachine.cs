using GpioHub.GuestDriver.FrontEnd;
using GpioHub.TestKit.Memory;
using GpioHub.Transports.Native;
using GpioHub.Transports.Virtio;

namespace GpioHub.Explorer.Tests.Orders;

/// <summary>A machine in this process: before each access of the hub to a guest's RAM it tells the guest address.</summary>
internal sealed class OrderMachine(Action<ulong> touched, Action runHub) : FrontEndMachine
{
    public override EventFd CreateEvent() => new LocalEvent();

    public override (FileDescriptor File, MemoryBacking Backing) CreateRam(ulong fileOffset, ulong size)
    {
        byte[] bytes = new byte[fileOffset + size];
        return (new LocalRam(bytes, from => touched(GuestRam.GuestBase + from)), new LocalRam(bytes).Map(fileOffset, size));
    }

    public override bool AwaitInput(UnixStream socket, TimeSpan atMost)
    {
        if (!((LocalStream)socket).IsReady && atMost > TimeSpan.Zero) runHub();
        return ((LocalStream)socket).IsReady;
    }
}
