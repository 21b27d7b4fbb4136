using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>What build/sbom.py makes of the bill of materials of CycloneDX's tool. A release makes a real one.</summary>
public sealed partial class BillOfMaterialsSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gpiohub-sbom-").FullName;
    private readonly List<(string Name, string Version)> _shipped =
        [.. Row().Matches(Repository.Text("THIRD-PARTY-NOTICES.md")).Select(row => (row.Groups[1].Value, row.Groups[2].Value))];

    [Fact(DisplayName = "A bill of materials has what is published, the page's libraries and the runtime, and nothing of the build alone")]
    public void Whole()
    {
        var (code, said, error) = Complete(known: [.. _shipped, ("Only.For.The.Build", "1.0.0")], published: _shipped);
        Assert.Equal((0, ""), (code, error));
        var bill = JsonNode.Parse(said)!;
        string[] purls = [.. bill["components"]!.AsArray().Select(component => (string)component!["purl"]!)];

        Assert.Superset(_shipped.Select(package => $"pkg:nuget/{package.Name}@{package.Version}").ToHashSet(), purls.ToHashSet());
        Assert.Contains(purls, purl => purl.StartsWith("pkg:npm/lit-html@", StringComparison.Ordinal));
        Assert.Contains(purls, purl => purl.StartsWith("pkg:npm/%40preact/signals-core@", StringComparison.Ordinal));
        Assert.Contains("pkg:nuget/Microsoft.NETCore.App.Runtime.linux-x64@10.0.1", purls);
        Assert.DoesNotContain("Only.For.The.Build", said, StringComparison.Ordinal);
        Assert.Equal("2001-09-09T01:46:40Z", (string)bill["metadata"]!["timestamp"]!);
        var hub = bill["dependencies"]!.AsArray().Single(entry => (string)entry!["ref"]! == "hub")!;
        Assert.Equal(purls.ToHashSet(), hub["dependsOn"]!.AsArray().Select(one => (string)one!).ToHashSet());
    }

    [Fact(DisplayName = "A published package that THIRD-PARTY-NOTICES.md or the tool does not name ends it, by its name")]
    public void Unnoticed()
    {
        (string, string)[] more = [.. _shipped, ("New.Library", "3.1.4")];
        var unnoticed = Complete(known: more, published: more);
        var unknown = Complete(known: _shipped, published: more);

        Assert.Equal((1, ""), (unnoticed.Code, unnoticed.Out));
        Assert.Contains("THIRD-PARTY-NOTICES.md and the published folder differ in new.library/3.1.4", unnoticed.Error,
            StringComparison.Ordinal);
        Assert.Equal((1, ""), (unknown.Code, unknown.Out));
        Assert.Contains("does not know of new.library/3.1.4", unknown.Error, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private (int Code, string Out, string Error) Complete(
        IReadOnlyCollection<(string Name, string Version)> known, IReadOnlyCollection<(string Name, string Version)> published)
    {
        string bom = Write("bom.json", new JsonObject
        {
            ["metadata"] = new JsonObject { ["component"] = new JsonObject { ["bom-ref"] = "hub", ["version"] = "0" } },
            ["components"] = new JsonArray([.. known.Select(Component)]),
            ["dependencies"] = new JsonArray(new JsonObject
            {
                ["ref"] = "hub",
                ["dependsOn"] = new JsonArray([.. known.Select(package => (JsonNode)$"pkg:nuget/{package.Name}@{package.Version}")]),
            }),
        });
        var libraries = new JsonObject
        {
            ["gpiohub/0"] = new JsonObject { ["type"] = "project" },
            ["runtimepack.Microsoft.NETCore.App.Runtime.linux-x64/10.0.1"] = new JsonObject { ["type"] = "runtimepack" },
        };
        foreach (var (name, version) in published) libraries[$"{name}/{version}"] = new JsonObject { ["type"] = "package" };
        string deps = Write("deps.json", new JsonObject { ["libraries"] = libraries });

        var start = new ProcessStartInfo("/usr/bin/python3", [Path.Combine(Repository.Root, "build/sbom.py"), bom, deps])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SOURCE_DATE_EPOCH"] = "1000000000";
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        string said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, said, error.Result);
    }

    private static JsonNode Component((string Name, string Version) package) => new JsonObject
    {
        ["name"] = package.Name,
        ["version"] = package.Version,
        ["scope"] = "required",
        ["bom-ref"] = $"pkg:nuget/{package.Name}@{package.Version}",
        ["purl"] = $"pkg:nuget/{package.Name}@{package.Version}",
    };

    private string Write(string name, JsonObject document)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, document.ToJsonString());
        return path;
    }

    [GeneratedRegex(@"^\| (\S+) \| (\d\S*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
