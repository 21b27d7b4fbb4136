using GpioHub.Transports.Native;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public class BackgroundReleaseSpec
{
    [Fact(DisplayName = "A mapping is gone in the end, whoever unmaps it")]
    public void MappingsGo()
    {
        const string Name = "background-release-spec";
        using (MemFd fd = MemFd.Create(Name, 4096))
        using (MappedMemory.Map(fd, 0, 4096))
            Assert.Contains(Name, File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
        BackgroundRelease.Settle();
        Assert.DoesNotContain(Name, File.ReadAllText("/proc/self/maps"), StringComparison.Ordinal);
    }

    [Fact(DisplayName =
        "Received descriptors that close at once are closed at once; those that could keep us waiting are closed elsewhere")]
    public void WhichCloseSlowly()
    {
        var (left, right) = UnixStream.Pair();
        using var l = left;
        using var r = right;
        using EventFd eventFd = EventFd.Create();
        using MemFd memory = MemFd.Create("spec", 1);
        using var pipe = new TestPipe();
        using SafeFileHandle device = File.OpenHandle("/dev/null");
        using SafeFileHandle proc = File.OpenHandle("/proc/self/status");
        using var tcp = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
        left.Send([1], [eventFd, memory, pipe.Write, right, device, proc, tcp.SafeHandle]);
        List<FileDescriptor> received = [];
        right.Receive(new byte[1], received, out _);
        Assert.Equal([false, false, false, false, true, true, true], received.Select(fd => fd.ClosesSlowly));
        received.ForEach(fd => fd.Dispose());
    }

    [Fact(DisplayName = "What is closed elsewhere is closed")]
    public void SlowOnesAreClosed()
    {
        using var pipe = new TestPipe();
        new FileDescriptor(FdInfo.Duplicate(pipe.Write).Release()) { ClosesSlowly = true }.Dispose();
        pipe.Write.Dispose();
        BackgroundRelease.Settle();
        Assert.True(pipe.IsClosed);
    }
}
