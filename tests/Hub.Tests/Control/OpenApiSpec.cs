using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GpioHub.Hub.Control.Requests;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Faults;
using Xunit;
using Rig = GpioHub.Hub.Tests.Configuration.Rig;

namespace GpioHub.Hub.Tests.Control;

/// <summary>The OpenAPI description says what there is, all of it and nothing else. That answers are as it says, the tests of the API hold:
/// <see cref="ContractHandler"/>.</summary>
public partial class OpenApiSpec
{
    /// <summary>Types of the folder that are no document: the serialisers, what makes documents, and the reader's union of a stream's
    /// items.</summary>
    private static readonly string[] NoDocuments = ["WireJson", "Documents", "EventItem"];

    /// <summary>Schemas of objects that no document is: bodies whose keys are read one by one, and a form that is written piece by
    /// piece.</summary>
    private static readonly string[] WithoutDocument = ["ValueToSet", "BusValueToSet", "StreamRequest", "ReplayRequest", "Batch"];

    [Fact(DisplayName = "The paths and methods of openapi.yaml are the resources of the API, both ways (IF-3.40)")]
    public async Task PathsAreResources()
    {
        await using var hub = await TestHub.StartAsync();
        var described = ApiContract.Document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject()
            .Where(item => item.Key is not "parameters")
            .Select(item => $"{item.Key.ToUpperInvariant()} {Open().Replace(path.Key[1..], "*")}"));
        var served = hub.Resources().Where(resource => !ApiContract.IsOfThePage(resource.Pattern))
            .Select(resource => $"{resource.Method} {resource.Pattern}");

        Assert.Equal(served.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact(DisplayName = "Every document of the API has its schema in openapi.yaml, and every schema of an object its document (IF-3.40)")]
    public void SchemasAreDocuments()
    {
        var described = ApiContract.Document["components"]!["schemas"]!.AsObject()
            .Where(schema => schema.Value!["properties"] is not null).Select(schema => schema.Key).Except(WithoutDocument);

        Assert.Equal(Documents().Select(NameOf).Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    public static TheoryData<string> Names() => [.. Documents().Select(NameOf)];

    [Theory(DisplayName = "A schema of openapi.yaml has the keys, types and nulls of what the hub writes (IF-3.40)")]
    [MemberData(nameof(Names))]
    public void SchemasAreAsWritten(string name)
    {
        var type = WireJson.Default.GetTypeInfo(Documents().Single(document => NameOf(document) == name));
        bool isAnswer = !name.EndsWith("Request", StringComparison.Ordinal);       // what a request may leave out, the type does not say

        Assert.NotNull(type);
        Assert.Equal(SchemaShape.OfWritten(type, isAnswer),
            SchemaShape.OfDescription(ApiContract.Document["components"]!["schemas"]![name]!, isAnswer));
    }

    [Fact(DisplayName = "The codes of refusals, and the kinds of faults, are those of openapi.yaml (IF-3.40)")]
    public void WordsAreTheHubs()
    {
        var codes = typeof(ProblemCode).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetValue(null)!);
        Assert.Equal(codes.Order(StringComparer.Ordinal), Words("Problem", "code").Order(StringComparer.Ordinal));
        Assert.Equal(FaultNames.All.Order(StringComparer.Ordinal), Words("FaultKind", null).Order(StringComparer.Ordinal));
    }

    [Fact(DisplayName = "The description is served as YAML and as JSON, and the client as it is in the repository (IF-3.40)")]
    public async Task Served()
    {
        await using var hub = await TestHub.StartAsync();
        string yaml = await hub.Http.GetStringAsync("http://hub/v1/openapi.yaml");
        var json = JsonNode.Parse(await hub.Http.GetStringAsync("http://hub/v1/openapi.json"));
        string client = await hub.Http.GetStringAsync("http://hub/client/gpiohub.py");

        Assert.Equal(File.ReadAllText(Path.Combine(Rig.Repository, "src/Hub/Control/Description/openapi.yaml")), yaml);
        Assert.True(JsonNode.DeepEquals(ApiContract.Document, json));
        Assert.Equal(File.ReadAllText(Path.Combine(Rig.Repository, "python/gpiohub.py")), client);
        Assert.Equal(client, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "gpiohub.py")));
    }

    [Theory(DisplayName = "An answer that is not as openapi.yaml says is found, whatever of it is wrong")]
    [InlineData("GET", "/v1/lines/bench/IGN/value", 200, "text/plain", "1", null)]
    [InlineData("GET", "/v1/lines/bench/IGN/value", 200, "text/plain", "1\n", "enum")]
    [InlineData("GET", "/v1/lines/bench/IGN/value", 200, "application/json", "{\"value\":1}", null)]
    [InlineData("GET", "/v1/lines/bench/IGN/value", 200, "application/json", "{\"value\":2}", "/value")]
    [InlineData("GET", "/v1/lines/bench/IGN/value", 200, "application/json", "{}", "value")]
    [InlineData("GET", "/v1/lines/bench/IGN/value", 200, "text/html", "1", "is no text/html")]
    [InlineData("GET", "/v1/lines/bench/IGN/value", 202, "text/plain", "1", "has no answer 202")]
    [InlineData("PUT", "/v1/lines/bench/IGN/value", 204, null, "", null)]
    [InlineData("PUT", "/v1/lines/bench/IGN/value", 204, "text/plain", "x", "has a body")]
    [InlineData("GET", "/v1/config", 200, "application/json", "{}", "no ETag")]
    [InlineData("GET", "/v1/nowhere", 200, "text/plain", "", "is in no path")]
    [InlineData("GET", "/v1/nowhere", 404, "application/problem+json", "{\"title\":\"\",\"status\":404,\"detail\":\"\"}", "code")]
    [InlineData("GET", "/v1/chips/x", 404, "application/problem+json",
        "{\"title\":\"\",\"status\":404,\"detail\":\"\",\"code\":\"gone\"}", "/code")]
    public void TheContractBites(string method, string path, int status, string? type, string body, string? words)
    {
        string? problem = ApiContract.Problem(method, path, status, type, body, _ => false);

        if (words is null) Assert.Null(problem);
        else Assert.Contains(words, problem, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "An item of a stream that openapi.yaml does not have is found")]
    [InlineData("{\"lagged\":3}", true)]
    [InlineData("{\"lagged\":\"3\"}", false)]
    [InlineData("{\"snapshot\":[],\"seq\":1}", true)]
    [InlineData("{\"snapshot\":[{\"line\":\"bench/IGN\",\"level\":2,\"ns\":\"1\"}],\"seq\":1}", false)]
    [InlineData("{\"else\":1}", false)]
    public void TheContractOfStreamsBites(string item, bool valid) =>
        Assert.Equal(valid, ApiContract.ItemProblem("/v1/events", item) is null);

    private static IEnumerable<Type> Documents() => typeof(HubDocument).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(HubDocument).Namespace && !type.IsNested && !NoDocuments.Contains(type.Name));

    private static string NameOf(Type document) => document.Name.Replace("Document", "", StringComparison.Ordinal);

    private static IEnumerable<string> Words(string schema, string? key)
    {
        var found = ApiContract.Document["components"]!["schemas"]![schema]!;
        return (key is null ? found : found["properties"]![key]!)["enum"]!.AsArray().Select(word => word!.GetValue<string>());
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Open();
}
