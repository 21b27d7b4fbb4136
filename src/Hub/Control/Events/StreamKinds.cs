namespace GpioHub.Hub.Control.Events;

/// <summary>What a stream shows. The words of <c>kinds=</c> are these, in lower case.</summary>
[Flags]
internal enum StreamKinds
{
    None = 0,
    Edge = 1,
    Contention = 2,
    Irq = 4,
    Guest = 8,
    Chip = 16,
    Fault = 32,
    Config = 64,
    Audit = 128,

    /// <summary>Unless <c>kinds=</c> says otherwise.</summary>
    Usual = Edge | Contention,

    All = (2 * Audit) - 1,
}
