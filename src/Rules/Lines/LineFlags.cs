namespace GpioHub.Rules.Lines;

/// <summary>The properties of <see cref="LineState"/> that are one bit each; it says what they mean.</summary>
[Flags]
internal enum LineFlags : ushort
{
    None = 0,
    Value = 1 << 0,
    Latched = 1 << 1,
    Level = 1 << 2,
    EventqRunning = 1 << 3,
    ChipUp = 1 << 4,
    Released = 1 << 5,
    Diverged = 1 << 6,
    Withheld = 1 << 7,
    Denied = 1 << 8,
    Unheeded = 1 << 9,
    Muted = 1 << 10,
    Overdue = 1 << 11,
    WantedValue = 1 << 12,
    WantedLatched = 1 << 13,
    AskedBefore = 1 << 14,
}
