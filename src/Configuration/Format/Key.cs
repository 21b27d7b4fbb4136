using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;

namespace GpioHub.Configuration.Format;

/// <summary>One row of a table of keys: its name, its kind, its default and what it means.</summary>
/// <remarks>A row equals no other row: values are found by it, at every start of the program.</remarks>
/// <param name="doc">One sentence, for the schema (an editor shows it).</param>
/// <param name="written">The default as it would be written; null = none, or <paramref name="doc"/> tells it.</param>
internal abstract class Key(string name, string doc, string? written, bool required)
{
    public string Name => name;

    public string Doc => doc;

    public string? Default => written;

    public bool Required => required;

    public abstract ValueKind Kind { get; }

    /// <summary>Reads a value of this key into <paramref name="values"/>; reports what is wrong.</summary>
    public abstract void ReadInto(MapValues values, ConfigNode node, string path, ReadContext context);
}

/// <inheritdoc cref="Key"/>
internal sealed class Key<T>(string name, ValueKind<T> of, string doc, string? written = null, bool required = false)
    : Key(name, doc, written, required)
{
    /// <inheritdoc cref="Key.Kind"/>
    public ValueKind<T> Of => of;

    public override ValueKind Kind => of;

    /// <summary>The value of <see cref="Key.Default"/>, which is the only place where the default is written.</summary>
    public T Fallback { get; } = written is not null && of is ScalarKind<T> scalar && scalar.TryParse(written, out T? value)
        ? value
        : default!;

    public override void ReadInto(MapValues values, ConfigNode node, string path, ReadContext context)
    {
        bool ok = of.TryRead(node, path, context, out T? value);
        values.Put(this, node, ok, value);
    }
}

/// <summary>The values of a map with known keys.</summary>
internal sealed class MapValues(MapNode node, string path)
{
    private readonly Dictionary<Key, (bool Ok, object? Value, ConfigNode Node)> _values = [];

    public Mark At => node.At;

    public string Path => path;

    /// <summary>The key is there, right or wrong.</summary>
    public bool Has(Key key) => _values.ContainsKey(key);

    /// <summary>The key is there and its value was wrong: nothing more should be reported about what depends on it.</summary>
    public bool IsWrong(Key key) => _values.TryGetValue(key, out var found) && !found.Ok;

    /// <summary>The value if the key is there and right.</summary>
    public bool TryGet<T>(Key<T> key, out T value)
    {
        bool there = _values.TryGetValue(key, out var found) && found.Ok;
        value = there ? (T)found.Value! : key.Fallback;
        return there;
    }

    /// <summary>The value, or the key's default.</summary>
    public T Get<T>(Key<T> key)
    {
        TryGet(key, out T value);
        return value;
    }

    /// <summary>The value, or the value of another map for this key; the other map holds the default.</summary>
    public T Get<T>(Key<T> key, MapValues otherwise) => TryGet(key, out T value) ? value : otherwise.Get(key);

    /// <summary>Where the value is in the file; the place of the map itself if the key is absent.</summary>
    public Mark AtOf(Key key) => _values.TryGetValue(key, out var found) ? found.Node.At : node.At;

    public string PathOf(Key key) => path.Length == 0 ? key.Name : $"{path}.{key.Name}";

    public void Put(Key key, ConfigNode at, bool ok, object? value) => _values[key] = (ok, value, at);
}
