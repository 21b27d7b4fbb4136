using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>A validator of the part of JSON schema draft-07 that the generated schema uses. An unknown keyword is an error, so that nothing
/// is left out.</summary>
internal sealed class JsonSchemaValidator(JsonObject root)
{
    private static readonly string[] Annotations = ["$schema", "title", "description", "default", "definitions"];

    public bool IsValid(JsonNode? value) => IsValid(root, value);

    /// <summary>YAML as an editor's language server sees it: scalars typed by the YAML 1.2 core schema.</summary>
    public static JsonNode? FromYaml(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return stream.Documents.Count == 0 ? null : FromYaml(stream.Documents[0].RootNode);
    }

    private bool IsValid(JsonObject schema, JsonNode? value)
    {
        foreach ((string keyword, JsonNode? argument) in schema)
        {
            if (Annotations.Contains(keyword) || keyword is "then" or "else") continue;
            if (!Holds(keyword, argument!, schema, value)) return false;
        }
        return true;
    }

    private bool Holds(string keyword, JsonNode argument, JsonObject schema, JsonNode? value) => keyword switch
    {
        "$ref" => IsValid(Definition(argument.GetValue<string>()), value),
        "type" => argument is JsonArray several ? several.Any(t => Is(value, t!)) : Is(value, argument),
        "enum" => argument.AsArray().Any(a => JsonNode.DeepEquals(a, value)),
        "const" => JsonNode.DeepEquals(argument, value),
        "pattern" => Text(value) is not { } text || Regex.IsMatch(text, argument.GetValue<string>(), RegexOptions.ECMAScript),
        "minimum" => Number(value) is not { } number || number >= argument.GetValue<int>(),
        "maximum" => Number(value) is not { } number || number <= argument.GetValue<int>(),
        "required" => value is not JsonObject map || argument.AsArray().All(name => map.ContainsKey(name!.GetValue<string>())),
        "properties" => value is not JsonObject map
            || argument.AsObject().All(p => !map.ContainsKey(p.Key) || IsValid(p.Value!.AsObject(), map[p.Key])),
        "additionalProperties" => value is not JsonObject map || map.All(p => Declares(schema, p.Key) || Additional(argument, p.Value)),
        "propertyNames" => value is not JsonObject map || map.All(p => IsValid(argument.AsObject(), JsonValue.Create(p.Key))),
        "items" => value is not JsonArray list || list.All(item => IsValid(argument.AsObject(), item)),
        "allOf" => argument.AsArray().All(s => IsValid(s!.AsObject(), value)),
        "anyOf" => argument.AsArray().Any(s => IsValid(s!.AsObject(), value)),
        "oneOf" => argument.AsArray().Count(s => IsValid(s!.AsObject(), value)) == 1,
        "not" => !IsValid(argument.AsObject(), value),
        "if" => IsValid(schema[IsValid(argument.AsObject(), value) ? "then" : "else"]!.AsObject(), value),
        _ => throw new NotSupportedException($"keyword {keyword}"),
    };

    private static bool Declares(JsonObject schema, string name) => schema["properties"]?.AsObject().ContainsKey(name) ?? false;

    private bool Additional(JsonNode argument, JsonNode? value) =>
        argument is JsonObject schema ? IsValid(schema, value) : argument.GetValue<bool>();

    private JsonObject Definition(string reference) => root["definitions"]![reference["#/definitions/".Length..]]!.AsObject();

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static double? Number(JsonNode? value) => value?.GetValueKind() == JsonValueKind.Number ? value.GetValue<double>() : null;

    private static bool Is(JsonNode? value, JsonNode type) => (type.GetValue<string>(), value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("string", JsonValueKind.String) or ("number", JsonValueKind.Number) or ("null", JsonValueKind.Null) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger(value!.GetValue<double>()),
        _ => false,
    };

    private static JsonNode? FromYaml(YamlNode node) => node switch
    {
        YamlMappingNode map =>
            new JsonObject(map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, FromYaml(c.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(FromYaml)]),
        YamlScalarNode { Style: not ScalarStyle.Plain } quoted => quoted.Value,
        YamlScalarNode plain => Typed(plain.Value ?? ""),
        _ => throw new NotSupportedException(node.NodeType.ToString()),
    };

    /// <summary>YAML 1.2 §10.3.2.</summary>
    private static JsonNode? Typed(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => true,
        "false" or "False" or "FALSE" => false,
        _ when Regex.IsMatch(text, @"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$") => double.Parse(text,
            CultureInfo.InvariantCulture),
        _ => text,
    };
}
