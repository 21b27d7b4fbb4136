using System.IO.Pipes;
using System.Runtime.InteropServices;
using GpioHub.Transports.Native;

namespace GpioHub.Tests.FakeKernel;

/// <summary>A line's descriptor: the reading end of a pipe, whose writing end the kernel has.</summary>
/// <remarks>
/// Readable exactly while events are queued. After the chip has gone it is hung up, as a real one, but without the Error that a real one
/// shows as well: a reader that looks for either sees both. Under the kernel's lock.
/// </remarks>
internal sealed class FakeDescriptor
{
    private readonly string _pipe;
    private NotifyFd _user;
    private readonly NotifyFd _kernel;
    private bool _readable;

    public FakeDescriptor()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.In);
        _user = Adopt(pipe.SafePipeHandle);
        _kernel = Adopt(pipe.ClientSafePipeHandle);
        pipe.DisposeLocalCopyOfClientHandle();
        _pipe = LinkOf(_user);
    }

    /// <summary>The descriptor for the user; closing it gives the line back.</summary>
    public SafeHandle User => _user;

    /// <summary>Whether its last copy is closed, including copies that a reactor keeps. Not known once it is hung up.</summary>
    // a writing end can report only one thing here: nobody reads
    public bool IsClosed => _kernel.IsClosed || Readiness.WaitToRead(_kernel, 0);

    /// <summary>Whether it is a copy of this one.</summary>
    public bool Is(SafeHandle descriptor) => LinkOf(descriptor) == _pipe;

    /// <summary>Another process uses its own copy from here on.</summary>
    /// <param name="left">Belongs to this object.</param>
    public void Adopt(FileDescriptor left) =>
        _user = NotifyFd.TryAdopt(left, out NotifyFd? adopted) ? adopted : throw new InvalidOperationException("a pipe is no pipe");

    public void Show(bool readable)
    {
        if (readable == _readable) return;
        _readable = readable;
        if (readable) _kernel.Signal();
        else _user.Drain();
    }

    /// <summary>The chip has gone.</summary>
    public void HangUp()
    {
        try
        {
            Show(readable: false);
        }
        catch (ObjectDisposedException)
        {
            // Its user closed it first.
        }
        _kernel.Dispose();
    }

    private static string LinkOf(SafeHandle descriptor) =>
        new FileInfo($"/proc/self/fd/{descriptor.DangerousGetHandle()}").LinkTarget ?? "";

    private static NotifyFd Adopt(SafeHandle end) =>
        NotifyFd.TryAdopt(FdInfo.Duplicate(end), out NotifyFd? adopted)
            ? adopted
            : throw new InvalidOperationException("a pipe is no pipe");
}
