using System.Text.Json.Nodes;
using GpioHub.Hub.Tests.Support;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>gpiohub-api(7): every path and method from openapi.yaml, and around them what docs/control-api.md says of the whole.</summary>
internal static class ApiPage
{
    private static readonly string[] Methods = ["get", "put", "post", "delete"];

    /// <param name="document">docs/control-api.md.</param>
    public static Scd Of(MarkdownDocument document)
    {
        JsonObject api = ApiContract.Document;
        var page = new Scd("gpiohub-api", 7).Heading("Name").Paragraph("gpiohub-api - the control API of a running hub");
        page.Heading("Synopsis").Paragraph(Scd.Bold("curl --unix-socket /run/gpiohub/control.sock http://hub/v1/hub"));
        Markdown.Write(page.Heading("Description"), document.Sections[0].Lines.TakeWhile(line => !line.StartsWith('|')));

        page.Heading("Resources");
        foreach (JsonNode? tag in api["tags"]!.AsArray())
        {
            string name = tag!["name"]!.GetValue<string>();
            page.SubHeading(name).Paragraph(Scd.Escaped(tag["description"]!.GetValue<string>()));
            foreach (var (path, item) in api["paths"]!.AsObject())
            {
                foreach (string method in Methods)
                {
                    if (item![method] is JsonObject operation && operation["tags"]![0]!.GetValue<string>() == name)
                        WriteOperation(page, path, method, operation, item["parameters"]);
                }
            }
        }

        foreach (string heading in (string[])["Refusals", "Who may do what"])
            Markdown.Write(page.Heading(heading), document[heading].Lines);
        return page.Heading("See also").Paragraph($"{Scd.Page("gpiohub", 1)}, {Scd.Page("gpiohub-web", 1)}, {Scd.Page("gpiohub.yaml", 5)}");
    }

    private static void WriteOperation(Scd page, string path, string method, JsonObject operation, JsonNode? ofPath)
    {
        string summary = operation["summary"]!.GetValue<string>();
        string description = operation["description"]?.GetValue<string>() ?? "";
        string body = ApiContract.Resolved(operation["requestBody"])?["content"] is JsonObject content
            ? $"Body: {string.Join(", ", content.Select(type => type.Key))}."
            : "";
        page.Item($"{Scd.Bold(method.ToUpperInvariant())} {Scd.Bold(path)}",
        [
            Scd.Escaped($"{summary.TrimEnd('.')}. {description}".Trim()),
            .. Parameters(operation["parameters"]).Concat(Parameters(ofPath)),
            Scd.Escaped($"{body} Answers: {string.Join("; ", Answers(operation))}.".Trim()),
        ]);
    }

    private static IEnumerable<string> Parameters(JsonNode? parameters) =>
        from parameter in parameters?.AsArray().Select(ApiContract.Resolved) ?? []
        where parameter["in"]!.GetValue<string>() != "path"
        let description = parameter["description"]?.GetValue<string>() ?? ""
        let words = ApiContract.Resolved(parameter["schema"])?["enum"] is JsonArray choices
            ? string.Join(" or ", choices.Select(choice => choice!.ToString())) : ""
        let says = string.Join("; ", new[] { words, description }.Where(text => text.Length > 0))
        select $"{Scd.Bold(parameter["name"]!.GetValue<string>())}{(says.Length > 0 ? $": {Scd.Escaped(says)}" : "")}";

    /// <summary>Those that are no refusals.</summary>
    private static IEnumerable<string> Answers(JsonObject operation) =>
        from answer in operation["responses"]!.AsObject()
        where answer.Key[0] is '1' or '2' || answer.Key == "503"
        select $"{answer.Key}, {ApiContract.Resolved(answer.Value)!["description"]!.GetValue<string>()}";
}
