using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using GpioHub.Hub.Control.Description;
using Json.Schema;

namespace GpioHub.Hub.Tests.Support;

/// <summary>The OpenAPI description as a judge: whether an answer, and the request that it is to, are as openapi.yaml says.</summary>
internal static class ApiContract
{
    private const string Components = "#/components/schemas/";

    public static readonly JsonObject Document = ApiFiles.Document().AsObject();

    private static readonly FrozenDictionary<string, string[]> Templates = Document["paths"]!.AsObject()
        .ToFrozenDictionary(path => path.Key, path => path.Key.Split('/'));

    private static readonly Dictionary<string, JsonSchema> Schemas = [];

    /// <summary>Whether a path, without its first /, is the page or one of its files: for browsers, and so not described.</summary>
    public static bool IsOfThePage(string path) => path.Length == 0 || path.StartsWith("web/", StringComparison.Ordinal);

    /// <summary>What is wrong with an answer; null = nothing.</summary>
    /// <param name="path">Without the query.</param>
    /// <param name="body">null = it is not looked at.</param>
    public static string? Problem(string method, string path, int status, string? mediaType, string? body, Func<string, bool> hasHeader)
    {
        if (Operation(method, path) is not { } operation)
        {
            if (status >= 400) return body is null ? null : Invalid(new JsonObject { ["$ref"] = $"{Components}Problem" }, Parsed(body));
            return IsOfThePage(path[1..]) ? null : $"{method} {path} is in no path of openapi.yaml, and was answered {status}";
        }

        var answers = operation["responses"]!.AsObject();
        if (Resolved(answers[$"{status}"] ?? answers[$"{status / 100}XX"]) is not { } answer)
            return $"{method} {path} has no answer {status}";
        foreach (var (name, header) in answer["headers"]?.AsObject() ?? [])
            if (Resolved(header)!["required"]?.GetValue<bool>() == true && !hasHeader(name)) return $"{method} {path} {status}: no {name}";
        if (answer["content"] is not JsonObject content) return string.IsNullOrEmpty(body) ? null : $"{method} {path} {status} has a body";
        if (content[mediaType ?? ""]?["schema"] is not { } schema) return $"{method} {path} {status} is no {mediaType}";
        return body is null ? null : Invalid(schema, IsJson(mediaType!) ? Parsed(body) : body);
    }

    /// <summary>What is wrong with one item of a stream.</summary>
    public static string? ItemProblem(string path, string item) =>
        Resolved(Operation("GET", path)?["responses"]?["200"])?["content"]?["application/x-ndjson"]?["schema"] is { } schema
            ? Invalid(schema, Parsed(item)) : $"{path} is no stream";

    /// <summary>What is wrong with a request's JSON that the hub has taken.</summary>
    public static string? RequestProblem(string method, string path, string body) =>
        Resolved(Operation(method, path)?["requestBody"])?["content"]?["application/json"]?["schema"] is { } schema
            ? Invalid(schema, Parsed(body)) : $"{method} {path} takes no JSON";

    /// <summary>Follows a <c>$ref</c>, if that is what the node is.</summary>
    public static JsonNode? Resolved(JsonNode? node) => node?["$ref"]?.GetValue<string>() is { } reference
        ? Resolved(reference.Split('/').Skip(1).Aggregate((JsonNode?)Document, (at, key) => at![key]))
        : node;

    private static JsonNode? Operation(string method, string path)
    {
        string[] segments = path.Split('/');
        string key = method == "HEAD" ? "get" : method.ToLowerInvariant();
        return Templates.Where(template => Matches(template.Value, segments)).OrderBy(template => template.Value.Count(IsOpen))
            .Select(template => Document["paths"]![template.Key]![key]).FirstOrDefault();
    }

    private static bool Matches(string[] template, string[] path) =>
        template.Length == path.Length && template.Zip(path).All(pair => IsOpen(pair.First) || pair.First == pair.Second);

    private static bool IsOpen(string segment) => segment.StartsWith('{');

    private static bool IsJson(string mediaType) => mediaType.EndsWith("json", StringComparison.Ordinal);

    private static JsonNode? Parsed(string json) => JsonNode.Parse(json);

    private static string? Invalid(JsonNode schema, JsonNode? value)
    {
        using var document = JsonSerializer.SerializeToDocument(value);
        var results = Compiled(schema).Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (results.IsValid) return null;
        var errors = (results.Details ?? []).Where(one => one.Errors is not null)
            .SelectMany(one => one.Errors!.Select(error => $"{one.InstanceLocation}: {error.Value}"));
        return $"not as {schema.ToJsonString()} has it: {string.Join("; ", errors)} in {value?.ToJsonString()}";
    }

    /// <summary>A schema of the document, with the others below it: a validator knows <c>$defs</c>, and no components.</summary>
    private static JsonSchema Compiled(JsonNode schema)
    {
        string text = schema.ToJsonString();
        lock (Schemas)
        {
            if (Schemas.TryGetValue(text, out var known)) return known;
            string whole = new JsonObject
            {
                ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
                ["$defs"] = Document["components"]!["schemas"]!.DeepClone(),
                ["allOf"] = new JsonArray(schema.DeepClone()),
            }.ToJsonString().Replace(Components, "#/$defs/", StringComparison.Ordinal);
            return Schemas[text] = JsonSchema.FromText(whole);
        }
    }
}
