using System.Collections.Immutable;
using GpioHub.Configuration.Problems;

namespace GpioHub.Configuration.Yaml;

/// <summary>A YAML value as it was written; no scalar is typed yet. Immutable; an aliased node occurs in several places.</summary>
/// <param name="Size">Values in this node after aliases, itself included.</param>
internal abstract record ConfigNode(Mark At, int Size)
{
    /// <summary>The kind of node, for "found …".</summary>
    public abstract string Kind { get; }
}

/// <param name="Plain">Without quotes.</param>
internal sealed record ScalarNode(Mark At, string Text, bool Plain) : ConfigNode(At, 1)
{
    public override string Kind => Text.Length == 0 && Plain ? "nothing" : Shown.Quoted(Text);
}

internal sealed record ListNode(Mark At, int Size, ImmutableArray<ConfigNode> Items) : ConfigNode(At, Size)
{
    public override string Kind => "a list";
}

/// <param name="Entries">As written: duplicates are still in it.</param>
/// <param name="Flow">Written with <c>{ }</c>.</param>
internal sealed record MapNode(Mark At, int Size, ImmutableArray<MapEntry> Entries, bool Flow) : ConfigNode(At, Size)
{
    public override string Kind => Flow ? "a map; quote text that contains { }" : "a map";
}

internal readonly record struct MapEntry(ScalarNode Key, ConfigNode Value);
