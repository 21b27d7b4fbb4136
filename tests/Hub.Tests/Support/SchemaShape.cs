using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GpioHub.Hub.Tests.Support;

/// <summary>What a JSON schema says of a document's form, a line for each value in it: <c>.peer.pid: integer</c>, and <c>.line?: string</c>
/// for a key that may be missing. Two schemas of one form have the same lines, however they are written; what only narrows a value is left
/// out.</summary>
internal static class SchemaShape
{
    private const string LeftOut = "x-left-out";

    private delegate bool Optional(JsonNode schema, string key, JsonNode property);

    /// <summary>The form of a component of the OpenAPI description.</summary>
    /// <param name="required">Whether it matters which keys may be missing.</param>
    public static SortedSet<string> OfDescription(JsonNode schema, bool required) => Lines(schema, (form, key, _) =>
        required && form["required"]?.AsArray().Any(one => one!.GetValue<string>() == key) != true);

    /// <summary>The form of what a serialiser writes: a key is missing only where null is left out.</summary>
    /// <inheritdoc cref="OfDescription"/>
    public static SortedSet<string> OfWritten(JsonTypeInfo type, bool required)
    {
        var options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Mark };
        return Lines(type.Options.GetJsonSchemaAsNode(type.Type, options), (_, _, property) => required && property[LeftOut] is not null);
    }

    /// <summary>Says of a property that it is left out when it is null, and so is never null.</summary>
    private static JsonNode Mark(JsonSchemaExporterContext context, JsonNode schema)
    {
        bool isLeftOut = context.PropertyInfo?.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: false)
            .OfType<JsonIgnoreAttribute>().Any(ignore => ignore.Condition == JsonIgnoreCondition.WhenWritingNull) ?? false;
        if (isLeftOut) schema[LeftOut] = true;
        return schema;
    }

    private static SortedSet<string> Lines(JsonNode schema, Optional isOptional)
    {
        var lines = new SortedSet<string>(StringComparer.Ordinal);
        Add(schema, "", isOptional, lines);
        return lines;
    }

    private static void Add(JsonNode schema, string path, Optional isOptional, SortedSet<string> lines)
    {
        var types = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var form in Forms(schema))
        {
            if (form["type"] is JsonArray several) types.UnionWith(several.Select(one => one!.GetValue<string>()));
            else if (form["type"] is { } single) types.Add(single.GetValue<string>());
            foreach (var (key, property) in form["properties"]?.AsObject() ?? [])
                Add(property!, $"{path}.{key}{(isOptional(form, key, property!) ? "?" : "")}", isOptional, lines);
            if (form["items"] is { } items) Add(items, $"{path}[]", isOptional, lines);
            if (form["additionalProperties"] is JsonObject others) Add(others, $"{path}{{}}", isOptional, lines);
        }

        if (schema[LeftOut] is not null) types.Remove("null");
        lines.Add($"{path}: {string.Join(", ", types)}");
    }

    /// <summary>The schemas that a value may satisfy, with references followed.</summary>
    private static IEnumerable<JsonNode> Forms(JsonNode schema)
    {
        var resolved = ApiContract.Resolved(schema)!;
        return resolved["anyOf"] is JsonArray any ? any.SelectMany(one => Forms(one!)) : [resolved];
    }
}
