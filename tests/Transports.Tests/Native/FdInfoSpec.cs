using GpioHub.Transports.Native;
using Microsoft.Win32.SafeHandles;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public sealed class FdInfoSpec : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact(DisplayName = "A descriptor's kind is told apart: eventfd, pipe, socket, regular file, memfd, other (VU-32)")]
    public void Kinds()
    {
        using EventFd eventFd = EventFd.Create();
        using Epoll epoll = Epoll.Create();
        using MemFd memFd = MemFd.Create("spec", 4096);
        using var pipe = new TestPipe();
        var (left, right) = UnixStream.Pair();
        using var _ = left;
        using var __ = right;
        using SafeFileHandle regular = File.OpenHandle(_file);
        using SafeFileHandle device = File.OpenHandle("/dev/null");

        Assert.Equal(FdKind.EventFd, FdInfo.Kind(eventFd));
        Assert.Equal(FdKind.Other, FdInfo.Kind(epoll));
        Assert.Equal(FdKind.MemFd, FdInfo.Kind(memFd));
        Assert.Equal(FdKind.Pipe, FdInfo.Kind(pipe.Write));
        Assert.Equal(FdKind.Pipe, FdInfo.Kind(pipe.Read));
        Assert.Equal(FdKind.Socket, FdInfo.Kind(left));
        Assert.Equal(FdKind.Regular, FdInfo.Kind(regular));
        Assert.Equal(FdKind.Other, FdInfo.Kind(device));
    }

    [Fact(DisplayName = "A file that only calls itself a memfd is none")]
    public void NameIsNotEnough()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string name = Path.Combine(folder, "memfd:spec");
        File.WriteAllBytes(name, new byte[16]);
        using (SafeFileHandle file = File.OpenHandle(name)) Assert.Equal(FdKind.Regular, FdInfo.Kind(file));
        Directory.Delete(folder, recursive: true);
    }

    [Fact(DisplayName = "Length, block size and what the file holds are as fstat says, overflow included (VU-38)")]
    public void Lengths()
    {
        using MemFd fd = MemFd.Create("spec", 10_000);
        Assert.Equal(10_000UL, FdInfo.FileLength(fd));
        Assert.Equal((uint)Environment.SystemPageSize, FdInfo.BlockSize(fd));
        Assert.True(FdInfo.Holds(fd, 0, 10_000));
        Assert.True(FdInfo.Holds(fd, 10_000, 0));
        Assert.False(FdInfo.Holds(fd, 1, 10_000));
        Assert.False(FdInfo.Holds(fd, 10_001, 0));
        Assert.False(FdInfo.Holds(fd, ulong.MaxValue, 2));
        Assert.False(FdInfo.Holds(fd, 2, ulong.MaxValue));
    }

    [Fact(DisplayName = "Seals are reported, and are null where a file cannot have any (VU-43)")]
    public void Seals()
    {
        using MemFd open = MemFd.Create("spec", 4096);
        using MemFd firm = MemFd.Create("spec", 4096, FileSeals.Shrink | FileSeals.Grow | FileSeals.Seal);
        using SafeFileHandle device = File.OpenHandle("/dev/null");
        Assert.Equal(FileSeals.None, FdInfo.Seals(open));
        Assert.Equal(FileSeals.Shrink | FileSeals.Grow | FileSeals.Seal, FdInfo.Seals(firm));
        Assert.Null(FdInfo.Seals(device));

        open.AddSeals(FileSeals.Shrink);
        Assert.Equal(Libc.EPERM, Assert.Throws<ErrnoException>(() => open.Resize(1)).Errno);
        Assert.Equal(Libc.EPERM, Assert.Throws<ErrnoException>(() => firm.AddSeals(FileSeals.Write)).Errno);
    }

    [Fact(DisplayName = "O_NONBLOCK is set and cleared for everyone who shares the open file")]
    public void NonBlocking()
    {
        using var pipe = new TestPipe();
        using FileDescriptor copy = FdInfo.Duplicate(pipe.Write);
        FdInfo.SetNonBlocking(pipe.Write);
        Assert.NotEqual(0, Libc.fcntl(copy, Libc.F_GETFL, 0) & Libc.O_NONBLOCK);
        FdInfo.SetNonBlocking(copy, on: false);
        Assert.Equal(0, Libc.fcntl(pipe.Write, Libc.F_GETFL, 0) & Libc.O_NONBLOCK);
    }

    [Fact(DisplayName = "What a process was started with is told from what it has opened since, and from what was closed")]
    public void Inherited()
    {
        using MemFd opened = MemFd.Create("spec", 4096);
        using FileDescriptor left = FdInfo.Duplicate(opened);
        Assert.Equal(0, Libc.fcntl(left, Libc.F_SETFD, 0));                  // as exec finds it

        Assert.False(FdInfo.IsInherited((int)opened.DangerousGetHandle()));
        Assert.True(FdInfo.IsInherited((int)left.DangerousGetHandle()));
        Assert.False(FdInfo.IsInherited(-1));
        Assert.False(FdInfo.IsInherited(1 << 20));
    }

    [Fact(DisplayName = "An error names the call, the errno and its text")]
    public void ErrorText()
    {
        var e = new ErrnoException("connect /x.sock", Libc.ECONNREFUSED);
        Assert.Equal("connect /x.sock: Connection refused (errno 111)", e.Message);
        Assert.Equal(("connect /x.sock", 111), (e.Call, e.Errno));
    }
}
