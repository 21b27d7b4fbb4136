using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>The number of a descriptor; the descriptor cannot be closed while this object holds it.</summary>
internal sealed class BareDescriptor : IDisposable
{
    private readonly SafeHandle _handle;
    private bool _held;

    public BareDescriptor(SafeHandle handle)
    {
        _handle = handle;
        handle.DangerousAddRef(ref _held);
        Number = (int)handle.DangerousGetHandle();
    }

    public int Number { get; }

    public void Dispose()
    {
        if (_held) _handle.DangerousRelease();
        _held = false;
    }
}
