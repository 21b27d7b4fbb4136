namespace GpioHub.Transports.Chips.Discovery;

/// <summary>What came of looking for a chip. Every text is for a person and stands alone; it has no control characters.</summary>
public abstract record ChipSearch
{
    /// <summary>There is exactly one.</summary>
    /// <param name="Path">Its character device, such as <c>/dev/gpiochip3</c>.</param>
    public sealed record Found(string Path) : ChipSearch;

    /// <summary>This machine has no such chip now; it may come.</summary>
    public sealed record Absent(string Text) : ChipSearch;

    /// <summary>Several are meant, and none of them is taken: the wrong one might be driven (GU-15).</summary>
    public sealed record Ambiguous(string Text) : ChipSearch;

    /// <summary>It cannot be told: what might be the chip cannot be looked at.</summary>
    /// <param name="Errno">The errno value, &gt; 0; <see cref="ChipAccess.AccessDenied"/> is the usual one.</param>
    public sealed record Failed(string Text, int Errno) : ChipSearch;
}
