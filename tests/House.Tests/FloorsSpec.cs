using System.Text.RegularExpressions;
using Mono.Cecil;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>The floors of the house: which project of src stands on which, and on which packages. This table is the map.</summary>
public partial class FloorsSpec
{
    private static readonly Dictionary<string, string[]> Floors = new()
    {
        ["Native"] = [],
        ["Virtio"] = ["Microsoft.CodeAnalysis.BannedApiAnalyzers"],
        ["Rules"] = ["Virtio", "Microsoft.CodeAnalysis.BannedApiAnalyzers"],
        ["Recording"] = ["Microsoft.CodeAnalysis.BannedApiAnalyzers"],
        ["Transports"] = ["Native", "Recording", "Rules", "Virtio"],
        ["GuestDriver"] = ["Transports"],
        ["Actors"] = ["Transports", "Akka"],
        ["Explorer"] = ["GuestDriver", "Rules"],
        ["Configuration"] = ["Native", "Rules", "YamlDotNet"],
        ["Hub"] =
        [
            "Actors", "Configuration", "GuestDriver", "Recording", "Akka.Hosting", "Akka.Remote", "Serilog",
            "Serilog.Extensions.Hosting", "Serilog.Formatting.Compact", "System.CommandLine",
        ],
        ["TestKit"] =
        [
            "Actors", "Configuration", "GuestDriver", "Native", "Recording", "Rules", "Transports", "Virtio", "Akka.Hosting",
            "Akka.TestKit.Xunit2", "Microsoft.CodeAnalysis.PublicApiAnalyzers", "YamlDotNet", "xunit",
        ],
    };

    [Fact(DisplayName = "A project of src stands on the projects and the packages of the table, and on no other")]
    public void ProjectsStandOnTheirFloors()
    {
        var found = Repository.FilesThatEndIn(".csproj").Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .ToDictionary(NameOf, file => Standing(Repository.Text(file)));
        Assert.Equal(Floors.Keys.Order(), found.Keys.Order());
        foreach (var (project, floors) in Floors)
            Assert.Equal(floors.Order(StringComparer.Ordinal), found[project].Order(StringComparer.Ordinal));
    }

    [Fact(DisplayName = "The program shows no type: who builds on it builds on what it stands on")]
    public void TheProgramShowsNothing()
    {
        using var program = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, "gpiohub.dll"));
        Findings.None(program.Types.Where(type => type.IsPublic).Select(type => type.FullName));
    }

    [Fact(DisplayName = "No clock, thread, task, file or socket is named where things are decided")]
    public void ThePureAreWatched()
    {
        string[] pure = ["Recording/GpioHub.Recording", "Rules/GpioHub.Rules", "Transports/Virtio/GpioHub.Virtio"];
        foreach (string project in pure.Select(name => $"src/{name}.csproj"))
            Assert.Contains("build/Pure.props", Repository.Text(project), StringComparison.Ordinal);
        string banned = Repository.Text("build/BannedSymbols.txt");
        string[] names =
        [
            "T:System.IO.File;", "T:System.IO.Stream;", "N:System.Net;", "N:System.Threading.Tasks;", "T:System.Threading.Thread;",
            "P:System.DateTime.UtcNow;",
        ];
        Assert.All(names, name => Assert.Contains(name, banned, StringComparison.Ordinal));
    }

    private static string NameOf(string file) => Path.GetFileNameWithoutExtension(file)["GpioHub.".Length..];

    private static IEnumerable<string> Standing(string project)
    {
        var names = ProjectReference().Matches(project).Select(match => match.Groups[1].Value)
            .Concat(PackageReference().Matches(project).Select(match => match.Groups[1].Value));
        return project.Contains("build/Pure.props", StringComparison.Ordinal)
            ? names.Append("Microsoft.CodeAnalysis.BannedApiAnalyzers")
            : names;
    }

    [GeneratedRegex("""<ProjectReference Include="[^"]*GpioHub\.(\w+)\.csproj""")]
    private static partial Regex ProjectReference();

    [GeneratedRegex("""<PackageReference Include="([^"]+)""")]
    private static partial Regex PackageReference();
}
