using GpioHub.Transports.Chips;

namespace GpioHub.Tests.FakeKernel;

/// <summary>A call on the kernel.</summary>
internal enum FakeCallKind
{
    Open,
    LineInfo,
    Request,
    Configure,
    GetValue,
    SetValue,
    ReadEvents,

    /// <summary>A line has been given back: its last descriptor is closed.</summary>
    Release,
}

/// <summary>A call with the kernel's answer.</summary>
/// <param name="Chip">Its path.</param>
/// <param name="Offset">−1 for Open.</param>
/// <param name="Config">Of Request and Configure.</param>
/// <param name="Level">Logical: what GetValue got or SetValue set.</param>
/// <param name="Errno">0 = it succeeded.</param>
internal readonly record struct FakeCall(FakeCallKind Kind, string Chip, int Offset, GpioLineConfig Config = default,
    bool Level = false, int Errno = 0);
