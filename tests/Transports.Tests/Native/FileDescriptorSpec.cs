using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public class FileDescriptorSpec
{
    [Fact(DisplayName = "Disposing closes, once")]
    public void DisposeCloses()
    {
        using var pipe = new TestPipe();
        pipe.Write.Dispose();
        pipe.Write.Dispose();
        Assert.True(pipe.IsClosed);
    }

    [Fact(DisplayName = "A forgotten descriptor is closed by its finalizer")]
    public void FinalizerCloses()
    {
        using var pipe = new TestPipe();
        Forget(pipe);
        pipe.Write.Dispose();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Assert.True(pipe.IsClosed);

        static void Forget(TestPipe pipe) => FdInfo.Duplicate(pipe.Write);
    }

    [Fact(DisplayName = "A negative number is no descriptor")]
    public void Negative() => Assert.Throws<ArgumentOutOfRangeException>(() => new FileDescriptor(-1));

    [Fact(DisplayName = "Every descriptor made or received here is close-on-exec (VU-56)")]
    public void CloseOnExec()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string path = Path.Combine(folder, "s");
        using EventFd eventFd = EventFd.Create();
        using Epoll epoll = Epoll.Create();
        using MemFd memFd = MemFd.Create("spec", 4096);
        using FileDescriptor copy = FdInfo.Duplicate(eventFd);
        using UnixListener listener = UnixListener.Bind(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using UnixStream client = UnixStream.Connect(path);
        using UnixStream server = listener.Accept()!;
        var (left, right) = UnixStream.Pair();
        using var l = left;
        using var r = right;
        left.Send([1], [eventFd]);
        List<FileDescriptor> received = [];
        right.Receive(new byte[1], received, out _);
        using FileDescriptor passed = Assert.Single(received);

        Assert.All<FileDescriptor>([eventFd, epoll, memFd, copy, listener, client, server, left, right, passed],
            fd => Assert.Equal(Libc.FD_CLOEXEC, Libc.fcntl(fd, Libc.F_GETFD, 0)));
        Directory.Delete(folder, recursive: true);
    }
}
