using GpioHub.Explorer.Plans;

namespace GpioHub.Explorer.Worlds;

/// <summary>What comes out of a step besides the state that it leads to.</summary>
/// <param name="lines">Lines of the guest; the text names the line if there are more than one.</param>
internal sealed class StepReport(int lines)
{
    /// <summary>Properties that the last step broke, one bit each.</summary>
    public uint Broken { get; private set; }

    /// <summary>A handler ran in the last step.</summary>
    public bool Handled { get; set; }

    /// <summary>More pairs are on their way than the explorer tells apart.</summary>
    public bool Overflows { get; set; }

    /// <summary>Gets the text of each step; null = nobody reads it.</summary>
    public List<string>? Story { get; set; }

    /// <summary>Forgets the step before; its text stays.</summary>
    public void Clear() => (Broken, Handled, Overflows) = (0, false, false);

    public void Break(LineProperty property) => Broken |= 1u << (int)property;

    public void Tell(int line, string what) => Story?.Add(lines == 1 ? what : $"line {line}: {what}");
}
