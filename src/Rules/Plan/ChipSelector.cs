using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>A choice of one of a machine's gpiochips. Their numbers change from boot to boot, so a number is the last choice
/// (GU-15).</summary>
public abstract record ChipSelector;

/// <summary>The one chip whose label is this, byte for byte.</summary>
public sealed record ByLabel(string Label) : ChipSelector
{
    public override string ToString() => $"label {Label}";
}

/// <summary>The character device at this absolute path, or behind this link.</summary>
public sealed record ByPath(string Path) : ChipSelector
{
    public override string ToString() => Path;
}

/// <summary>The one chip with all of these properties, of its own or of a parent of its device.</summary>
/// <param name="Properties">Name of a udev or uevent property, or <c>label</c>, and a glob (<c>*</c>, <c>?</c>, <c>[…]</c>) for all of
/// its value; at least one.</param>
public sealed record ByProperties(ImmutableArray<(string Name, string Glob)> Properties) : ChipSelector
{
    public override string ToString() => $"match {string.Join(", ", Properties.Select(property => $"{property.Name}: {property.Glob}"))}";
}
