namespace GpioHub.Rules.Plan;

/// <summary>What the hub remembers of its lines, and what it keeps of it by itself. Source: IF-4.8.</summary>
/// <param name="Bytes">Memory of the log; 0 = off: no more than readers need to keep up.</param>
/// <param name="Dumps">A recording is kept when a chip fails, and when somebody asks for it by a signal.</param>
/// <param name="Folder">Absolute folder of these recordings; null = the state folder of the user.</param>
/// <param name="Contentions">With <paramref name="Dumps"/>: one is kept too when one driver of a line keeps another from driving.</param>
public sealed record RecorderPlan(long Bytes, bool Dumps, string? Folder, bool Contentions = false)
{
    public static readonly RecorderPlan Default = new(16 << 20, Dumps: true, null);
}
