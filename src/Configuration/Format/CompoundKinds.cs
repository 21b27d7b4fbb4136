using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using GpioHub.Configuration.Yaml;

namespace GpioHub.Configuration.Format;

/// <summary>An item of a list.</summary>
/// <param name="Value">Default if the item was wrong.</param>
/// <param name="Ok">False: the item was wrong, and that is reported; it still counts as an item.</param>
internal readonly record struct Item<T>(bool Ok, T? Value, ConfigNode Node, string Path);

/// <summary>A list of values of one kind.</summary>
internal sealed class ListKind<T>(string expected, ValueKind<T> item) : ValueKind<ImmutableArray<Item<T>>>
{
    public override string Expected => expected;

    public override bool TryRead(ConfigNode node, string path, ReadContext context, out ImmutableArray<Item<T>> value)
    {
        value = [];
        if (node is not ListNode list) return Wrong(node, path, context, node.Kind);
        var items = ImmutableArray.CreateBuilder<Item<T>>(list.Items.Length);
        foreach (ConfigNode element in list.Items)
        {
            string at = $"{path}[{items.Count}]";
            bool ok = item.TryRead(element, at, context, out T? read);
            items.Add(new Item<T>(ok, read, element, at));
        }
        value = items.MoveToImmutable();
        return true;
    }

    public override JsonObject Schema(JsonSchema schema) => new() { ["type"] = "array", ["items"] = item.Schema(schema) };
}

/// <summary>Either of two: a scalar of one kind, or a list or map of the other.</summary>
internal readonly record struct Either<TScalar, TOther>(bool IsScalar, TScalar? Scalar, TOther? Other);

/// <inheritdoc cref="Either{TScalar,TOther}"/>
internal sealed class EitherKind<TScalar, TOther>(ScalarKind<TScalar> scalar, ValueKind<TOther> other) : ValueKind<Either<TScalar, TOther>>
{
    public override string Expected => $"{scalar.Expected}, or {other.Expected}";

    public override bool TryRead(ConfigNode node, string path, ReadContext context, out Either<TScalar, TOther> value)
    {
        value = default;
        if (node is ScalarNode { Text: not "" } or ScalarNode { Plain: false })
        {
            bool ok = scalar.TryRead(node, path, context, out TScalar? read);
            value = new(true, read, default);
            return ok;
        }
        if (node is ScalarNode) return Wrong(node, path, context, node.Kind);
        bool right = other.TryRead(node, path, context, out TOther? found);
        value = new(false, default, found);
        return right;
    }

    public override JsonObject Schema(JsonSchema schema) =>
        new() { ["anyOf"] = new JsonArray(scalar.Schema(schema), other.Schema(schema)) };
}

/// <summary>A map with known keys.</summary>
internal sealed class MapKind(Shape shape) : ValueKind<MapValues>
{
    public override string Expected => $"a map ({shape.Title})";

    public override bool TryRead(ConfigNode node, string path, ReadContext context, [MaybeNullWhen(false)] out MapValues value)
    {
        value = null;
        if (node is not MapNode map) return Wrong(node, path, context, node.Kind);
        value = shape.Read(map, path, context);
        return true;
    }

    public override JsonObject Schema(JsonSchema schema) => schema.Reference(shape);
}

/// <summary>A list, or a map of which the list is one value.</summary>
internal readonly record struct ListOrMap<T>(ImmutableArray<Item<T>>? List, MapValues? Map);

/// <inheritdoc cref="ListOrMap{T}"/>
internal sealed class ListOrMapKind<T>(ValueKind<ImmutableArray<Item<T>>> list, Shape shape) : ValueKind<ListOrMap<T>>
{
    private readonly MapKind _map = new(shape);

    public override string Expected => $"{list.Expected}, or {_map.Expected}";

    public override bool TryRead(ConfigNode node, string path, ReadContext context, out ListOrMap<T> value)
    {
        value = default;
        if (node is MapNode)
        {
            bool ok = _map.TryRead(node, path, context, out MapValues? map);
            value = new ListOrMap<T>(null, map);
            return ok;
        }
        if (node is not ListNode) return Wrong(node, path, context, node.Kind);
        bool right = list.TryRead(node, path, context, out ImmutableArray<Item<T>> items);
        value = new ListOrMap<T>(items, null);
        return right;
    }

    public override JsonObject Schema(JsonSchema schema) =>
        new() { ["anyOf"] = new JsonArray(list.Schema(schema), _map.Schema(schema)) };
}

/// <summary>A map whose keys the user chooses. The caller, which knows what the keys mean, reads its values.</summary>
/// <param name="keyPattern">Of the keys, for the schema.</param>
/// <param name="values">Makes the schema of the values.</param>
internal sealed class EntriesKind(string expected, string? keyPattern, string[] reserved,
    Func<JsonSchema, JsonObject> values) : ValueKind<MapNode>
{
    public override string Expected => expected;

    public override bool TryRead(ConfigNode node, string path, ReadContext context, [MaybeNullWhen(false)] out MapNode value)
    {
        value = node as MapNode;
        return value is not null || Wrong(node, path, context, node.Kind);
    }

    public override JsonObject Schema(JsonSchema schema)
    {
        var made = new JsonObject { ["type"] = "object", ["additionalProperties"] = values(schema) };
        var names = new JsonObject();
        if (keyPattern is not null) names["pattern"] = keyPattern;
        if (reserved.Length > 0) names["not"] = new JsonObject { ["enum"] = new JsonArray([.. reserved.Select(r => (JsonNode)r)]) };
        if (names.Count > 0) made["propertyNames"] = names;
        return made;
    }
}
