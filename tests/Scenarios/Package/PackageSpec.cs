using System.IO.Compression;
using System.Xml.Linq;
using GpioHub.Scenarios.Docs;
using GpioHub.Scenarios.Support;
using Xunit;

namespace GpioHub.Scenarios.Package;

/// <summary>The package as a user gets it: packed into a folder, and used from there by the project and the scenario that
/// docs/scenarios.md begins with.</summary>
[Trait("Packs", "testkit")]
public sealed class PackageSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gpiohub-package-").FullName;

    [Fact(DisplayName = "Packed, restored from a folder feed, and used: the first scenario of docs/scenarios.md passes")]
    public async Task PackAndUse()
    {
        string feed = Path.Combine(_folder, "feed"), project = Path.Combine(_folder, "MyRig");
        await Dotnet.RunAsync(Repository.Folder, "pack", "src/TestKit", "--no-build", "-c", Dotnet.Configuration, "-o", feed, "--nologo");
        string package = Assert.Single(Directory.GetFiles(feed, "*.nupkg"));
        var (id, version) = await ReadAsync(package);
        Assert.Equal("GpioHub.TestKit", id);

        Directory.CreateDirectory(project);
        string documented = DocumentationSpec.Blocks("xml")[0];
        Assert.Contains($"\"GpioHub.TestKit\" Version=\"{version}\"", documented, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(project, "MyRig.csproj"), documented);
        await File.WriteAllTextAsync(Path.Combine(project, "IgnitionScenario.cs"), DocumentationSpec.Blocks("csharp")[0]);
        await File.WriteAllTextAsync(Path.Combine(project, "nuget.config"),
            Dotnet.FeedConfig(feed, packages: Path.Combine(_folder, "packages")));

        string said = await Dotnet.RunAsync(project, "test", "--nologo", "--logger", "console;verbosity=normal");
        Assert.Contains("Everyone_hears_the_ignition", said, StringComparison.Ordinal);
        Assert.Matches(@"Passed: +1\b", said);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Looks into the package: nothing of ours is a dependency, no test framework is inside, and its licence is.</summary>
    private static async Task<(string Id, string Version)> ReadAsync(string package)
    {
        using var zip = ZipFile.OpenRead(package);
        string[] inside = [.. zip.Entries.Select(entry => entry.FullName).Where(name => name.StartsWith("lib/", StringComparison.Ordinal))];
        string[] ours =
        [
            "GpioHub.TestKit", "GpioHub.Configuration", "GpioHub.Actors", "GpioHub.Transports", "GpioHub.Native", "GpioHub.Virtio",
            "GpioHub.Rules", "GpioHub.GuestDriver",
        ];
        Assert.All(ours, assembly => Assert.Contains($"lib/net10.0/{assembly}.dll", inside));
        Assert.All(ours, assembly => Assert.Contains($"lib/net10.0/{assembly}.xml", inside));   // a user's editor shows what members mean
        Assert.All(ours, assembly => Assert.Contains($"lib/net10.0/{assembly}.pdb", inside));   // a stack trace has lines
        Assert.DoesNotContain(inside, name => name.Contains("xunit", StringComparison.Ordinal));
        await using var nuspec = zip.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = (await XDocument.LoadAsync(nuspec, LoadOptions.None, CancellationToken.None)).Root!.Elements().Single();
        string Value(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        string[] dependencies = [.. metadata.Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => element.Attribute("id")!.Value).Order(StringComparer.OrdinalIgnoreCase)];
        Assert.Equal(["Akka.Hosting", "Akka.TestKit.Xunit2", "xunit", "YamlDotNet"], dependencies);
        Assert.Equal("Apache-2.0", Value("license"));
        Assert.Equal("expression", metadata.Elements().Single(element => element.Name.LocalName == "license").Attribute("type")!.Value);
        Assert.Equal("Copyright The GpioHub authors", Value("copyright"));
        string[] beside = ["LICENSE", "THIRD-PARTY-NOTICES.md", "scenarios.md", Value("readme")];
        Assert.All(beside, name => Assert.Contains(zip.Entries, entry => entry.FullName == name));
        using var licence = new StreamReader(zip.GetEntry("LICENSE")!.Open());
        Assert.Equal(await File.ReadAllTextAsync(Path.Combine(Repository.Folder, "LICENSE")), await licence.ReadToEndAsync());
        return (Value("id"), Value("version"));
    }
}
