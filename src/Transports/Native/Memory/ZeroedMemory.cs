using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>Words outside the collected heap, zero at first. Pages that nobody touches take no memory.</summary>
/// <remarks>Spans must not outlive it, and nobody counts them. Who shares it with other threads leaves it to the finalizer.</remarks>
public sealed class ZeroedMemory : SafeHandle
{
    private readonly int _count;

    /// <param name="count">Words of 8 bytes, &gt; 0.</param>
    /// <exception cref="OutOfMemoryException">There is not so much.</exception>
    public unsafe ZeroedMemory(int count)
        : base(0, ownsHandle: true)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        _count = count;
        SetHandle((nint)NativeMemory.AllocZeroed((nuint)count, sizeof(ulong)));
    }

    /// <summary>All of it; none once it is disposed.</summary>
    public unsafe Span<ulong> Words
    {
        // SAFETY: the handle holds _count words until it is released, and is 0 afterwards.
        get => IsInvalid || IsClosed ? default : new Span<ulong>((void*)handle, _count);
    }

    public override bool IsInvalid => handle == 0;

    protected override unsafe bool ReleaseHandle()
    {
        NativeMemory.Free((void*)handle);
        handle = 0;
        return true;
    }
}
