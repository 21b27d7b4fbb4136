namespace GpioHub.Transports.Chips.Discovery;

/// <summary>The result of looking for a chip. Every text is for a person and stands alone; it has no control characters.</summary>
public abstract record ChipSearch
{
    /// <summary>Exactly one chip fits.</summary>
    /// <param name="Path">Its character device, such as <c>/dev/gpiochip3</c>.</param>
    public sealed record Found(string Path) : ChipSearch;

    /// <summary>This machine has no such chip at the moment; it may come.</summary>
    public sealed record Absent(string Text) : ChipSearch;

    /// <summary>Several chips fit, and none of them is taken: the wrong one might be driven (GU-15).</summary>
    public sealed record Ambiguous(string Text) : ChipSearch;

    /// <summary>Nobody can tell: a chip that might be the one cannot be examined.</summary>
    /// <param name="Errno">The errno value, &gt; 0; <see cref="ChipAccess.AccessDenied"/> is the usual one.</param>
    public sealed record Failed(string Text, int Errno) : ChipSearch;
}
