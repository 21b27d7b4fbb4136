using System.Runtime.InteropServices;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Tests.FakeKernel;

/// <summary>A call inside the kernel: the thread has passed any hang, and holds the kernel's lock until this is disposed of. Allocates
/// nothing.</summary>
internal readonly ref struct FakeEntry : IDisposable
{
    private readonly FakeGpioChip _chip;
    private readonly FakeCallKind _kind;
    private readonly int _offset;
    private readonly SafeHandle? _descriptor;

    /// <param name="plugging">The number of the plugging-in to which the caller's file belongs.</param>
    /// <param name="descriptor">As with a real one, a call keeps it open.</param>
    /// <exception cref="ObjectDisposedException">The descriptor is closed.</exception>
    internal FakeEntry(FakeGpioChip chip, int plugging, FakeCallKind kind, int offset, SafeHandle? descriptor = null)
    {
        (_chip, _kind, _offset, _descriptor) = (chip, kind, offset, descriptor);
        bool held = false;
        descriptor?.DangerousAddRef(ref held);
        chip.Script.Pass(kind, offset);
        Monitor.Enter(chip.Kernel.Sync);
        chip.Kernel.Sweep();
        Errno = chip.IsPlugged(plugging) ? chip.Script.TakeErrno(kind, offset) : ErrnoCode.ENODEV;
    }

    /// <summary>The errno with which the call must fail before any rule is checked; 0 = none.</summary>
    internal int Errno { get; }

    /// <summary>Records the call.</summary>
    /// <exception cref="ErrnoException">Unless <paramref name="errno"/> is 0.</exception>
    internal void Answer(int errno, in GpioLineConfig config = default, bool level = false)
    {
        _chip.Kernel.Log(new FakeCall(_kind, _chip.Path, _offset, config, level, errno));
        if (errno != 0) throw new ErrnoException(Words(), errno);
    }

    public void Dispose()
    {
        _descriptor?.DangerousRelease();
        _chip.Kernel.Sweep();
        Monitor.PulseAll(_chip.Kernel.Sync);
        Monitor.Exit(_chip.Kernel.Sync);
    }

    private string Words() => _kind switch
    {
        FakeCallKind.Open => $"open {_chip.Path}",
        FakeCallKind.LineInfo => $"ioctl GPIO_V2_GET_LINEINFO_IOCTL {_chip.Path} line {_offset}",
        FakeCallKind.Request => $"ioctl GPIO_V2_GET_LINE_IOCTL {_chip.Path} line {_offset}",
        FakeCallKind.Configure => $"ioctl GPIO_V2_LINE_SET_CONFIG_IOCTL {_chip.Path} line {_offset}",
        FakeCallKind.GetValue => $"ioctl GPIO_V2_LINE_GET_VALUES_IOCTL {_chip.Path} line {_offset}",
        FakeCallKind.SetValue => $"ioctl GPIO_V2_LINE_SET_VALUES_IOCTL {_chip.Path} line {_offset}",
        _ => $"read {_chip.Path} line {_offset}",
    };
}
