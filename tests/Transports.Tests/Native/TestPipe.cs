using System.IO.Pipes;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Tests.Native;

/// <summary>A pipe whose reading end tells when the last copy of its writing end is gone.</summary>
internal sealed class TestPipe : IDisposable
{
    private readonly AnonymousPipeServerStream _read = new(PipeDirection.In);

    public TestPipe()
    {
        Write = FdInfo.Duplicate(_read.ClientSafePipeHandle);
        Read = FdInfo.Duplicate(_read.SafePipeHandle);
        _read.DisposeLocalCopyOfClientHandle();
        _read.Dispose();
    }

    public FileDescriptor Read { get; }

    public FileDescriptor Write { get; }

    /// <summary>Whether no writing end is left; for pipes that nothing was written to.</summary>
    public bool IsClosed => Readiness.WaitToRead(Read, 0);

    public void Dispose()
    {
        Read.Dispose();
        Write.Dispose();
    }
}
