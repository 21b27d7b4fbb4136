using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GpioHub.Configuration.Format;

/// <summary>The writer of the JSON schema (draft-07, which YAML language servers read), made from the same tables as the parser.</summary>
/// <remarks>The schema covers what one map or value can say. Rules that need the rest of the file (an address that exists, two equal names)
/// only the parser checks.</remarks>
internal sealed class JsonSchema
{
    private static readonly JsonSerializerOptions Indented =
        new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonObject _definitions = [];

    private JsonSchema()
    {
    }

    /// <summary>The whole schema, as committed in config/gpiohub.schema.json.</summary>
    public static string Write()
    {
        var writer = new JsonSchema();
        JsonObject root = writer.Map(RigFormat.Top);
        var document = new JsonObject
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "GpioHub rig",
            ["description"] = "Made from the parser's own tables; do not edit. See docs/configuration.md.",
        };
        root.Remove("description");
        foreach ((string name, JsonNode? value) in root.ToArray())
        {
            root.Remove(name);
            document[name] = value;
        }
        document["definitions"] = writer._definitions;
        return document.ToJsonString(Indented) + "\n";
    }

    /// <summary>A reference to a shape's definition; makes the definition if it is missing.</summary>
    internal JsonObject Reference(Shape shape)
    {
        if (!_definitions.ContainsKey(shape.Id))
        {
            _definitions[shape.Id] = new JsonObject();      // keeps the order of first mention
            _definitions[shape.Id] = Map(shape);
        }
        return new JsonObject { ["$ref"] = $"#/definitions/{shape.Id}" };
    }

    private JsonObject Map(Shape shape)
    {
        var properties = new JsonObject();
        foreach (Key key in shape.Keys) properties[key.Name] = Property(key, shape);
        var made = new JsonObject
        {
            ["type"] = "object",
            ["description"] = shape.Title,
            ["additionalProperties"] = false,
            ["properties"] = properties,
        };
        Key[] required = [.. shape.Keys.Where(k => k.Required)];
        if (required.Length > 0) made["required"] = Names(required);
        if (shape.ExactlyOneOf.Length > 0) made["oneOf"] = Requirements(shape.ExactlyOneOf);
        if (shape.AtLeastOneOf.Length > 0) made["anyOf"] = Requirements(shape.AtLeastOneOf);
        return made;
    }

    private JsonObject Property(Key key, Shape shape)
    {
        JsonObject value = key.Kind.Schema(this);
        // Below a guest a value may be made from the guest's number; only the parser knows the result.
        if (shape.BelowGuest && key.Kind is IScalarKind { IsFreeText: false })
        {
            string braces = key.Kind is RangeKind ? RangeKind.Braces : "\\{n\\}";
            value = new JsonObject { ["anyOf"] = new JsonArray(value, new JsonObject { ["type"] = "string", ["pattern"] = braces }) };
        }
        // draft-07 ignores keys beside a $ref
        if (value.ContainsKey("$ref")) value = new JsonObject { ["allOf"] = new JsonArray(value) };
        value["description"] = key.Doc;
        if (key.Default is not null && key.Kind is IScalarKind scalar) value["default"] = scalar.DefaultAsJson(key.Default);
        return value;
    }

    private static JsonArray Names(IEnumerable<Key> keys) => [.. keys.Select(k => (JsonNode)k.Name)];

    private static JsonArray Requirements(IEnumerable<Key> keys) =>
        [.. keys.Select(k => new JsonObject { ["required"] = new JsonArray(k.Name) })];
}
