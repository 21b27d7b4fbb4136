using System.Collections.Immutable;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;

namespace GpioHub.Configuration.Format;

/// <summary>A map with known keys: the table from which parser and JSON schema are made.</summary>
/// <param name="id">The id of its definition in the schema.</param>
/// <param name="title">In a few words.</param>
/// <param name="keys">In the order of the documentation.</param>
internal sealed class Shape(string id, string title, params ImmutableArray<Key> keys)
{
    public string Id => id;

    public string Title => title;

    public ImmutableArray<Key> Keys => keys;

    /// <summary>Keys that mean something elsewhere in the file, and the message about them here.</summary>
    public IReadOnlyDictionary<string, string> Elsewhere { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Exactly one of these keys must be there; empty = no such rule.</summary>
    public ImmutableArray<Key> ExactlyOneOf { get; init; } = [];

    /// <summary>At least one of these keys must be there; empty = no such rule.</summary>
    public ImmutableArray<Key> AtLeastOneOf { get; init; } = [];

    /// <summary>The map is below a guest: any text in it may hold <c>{n}</c>.</summary>
    public bool BelowGuest { get; init; }

    /// <summary>Reads a map; reports unknown, doubled and missing keys, and wrong values.</summary>
    public MapValues Read(MapNode map, string path, ReadContext context)
    {
        var values = new MapValues(map, path);
        foreach ((ScalarNode key, ConfigNode node) in Entries(map, path, context))
        {
            string keyPath = path.Length == 0 ? key.Text : $"{path}.{key.Text}";
            Key? known = Keys.FirstOrDefault(k => k.Name == key.Text);
            if (known is not null) known.ReadInto(values, node, keyPath, context);
            else if (Elsewhere.TryGetValue(key.Text, out string? remark)) context.Log.Error(key.At, keyPath, $"{remark}");
            else Unknown(key, path, context);
        }
        foreach (Key key in Keys)
        {
            if (key.Required && !values.Has(key))
                context.Log.Error(map.At, path, $"\"{key.Name}\" is missing; expected {key.Kind.Expected}", key.Kind.Expected);
        }
        int chosen = ExactlyOneOf.Count(values.Has);
        if (ExactlyOneOf.Length > 0 && chosen != 1)
        {
            string found = chosen == 0 ? "none" : NamesOf([.. ExactlyOneOf.Where(values.Has)]);
            context.Log.Error(map.At, path, $"expected exactly one of {NamesOf(ExactlyOneOf)}, found {found}");
        }
        if (AtLeastOneOf.Length > 0 && !AtLeastOneOf.Any(values.Has))
            context.Log.Error(map.At, path, $"expected at least one of {NamesOf(AtLeastOneOf)}");
        return values;
    }

    /// <summary>The entries of a map, each key once; reports merge keys and keys set twice.</summary>
    public static IEnumerable<MapEntry> Entries(MapNode map, string path, ReadContext context)
    {
        var seen = new Dictionary<string, Mark>(StringComparer.Ordinal);
        foreach (MapEntry entry in map.Entries)
        {
            (ScalarNode key, _) = entry;
            if (key is { Text: "<<", Plain: true })
                context.Log.Error(key.At, path, $"merge keys (<<) are not part of this format; repeat the keys, or use a template");
            else if (seen.TryGetValue(key.Text, out Mark first))
                context.Log.Error(key.At, path, $"{Shown.Quoted(key.Text)} is already set at {first.SeenFrom(key.At)}");
            else
            {
                seen.Add(key.Text, key.At);
                yield return entry;
            }
        }
    }

    private void Unknown(ScalarNode key, string path, ReadContext context)
    {
        string known = $"one of {NamesOf(Keys)}";
        string? near = NearestName.Of(key.Text, Keys.Select(k => k.Name).Concat(Elsewhere.Keys));
        string hint = near switch
        {
            null => $"; expected {known}",
            _ when Elsewhere.TryGetValue(near, out string? remark) => $"; {remark}",
            _ => $"; did you mean \"{near}\"?",
        };
        context.Log.Error(key.At, path, $"unknown key {Shown.Quoted(key.Text)}{hint}", known);
    }

    private static string NamesOf(ImmutableArray<Key> keys) => string.Join(", ", keys.Select(k => k.Name));
}
