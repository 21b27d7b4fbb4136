using System.Text.RegularExpressions;
using Mono.Cecil;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>What is public: in the TestKit what its page shows, between the projects of src what they use of one another.</summary>
public partial class PublicApiSpec
{
    private const string Api = "src/TestKit/PublicAPI.Unshipped.txt";

    /// <summary>What a program or a test kit needs of the actors, by namespace: what it starts a rig with, and what it writes a device
    /// with. Contract, which is what it asks a running rig, is public as a whole.</summary>
    private static readonly Dictionary<string, string[]> OfActors = new()
    {
        ["Rigs"] = ["ActorRig", "RigWiring"],
        ["Links"] = ["ILinkDoor", "ILinkWire", "LinkSet"],
        ["Hosting"] = ["AkkaSettings", "IMonotonicClock", "LogSubject", "ReactorConfigurator", "ReactorSet", "SystemClock"],
        ["Descriptors"] = ["DescriptorBudget", "DescriptorRoom"],
        ["Guests"] = ["GuestEndpoint"],
        ["Testing"] = ["ICrashPlan", "NoCrashes"],
        ["Chips"] = ["IChipPort", "PortProtocol", "SimulatedPort"],
        ["Chips.Gpio"] = ["GpioBacking"],
        ["Nets"] = ["IPinPort", "PortResult"],
        ["Wires"] = ["PortOperation"],
    };

    [Fact(DisplayName = "Each member that docs/scenarios.md puts on stage is declared as public API of the TestKit")]
    public void ThePageAndTheApiAgree()
    {
        string page = Repository.Text("docs/scenarios.md");
        int from = page.IndexOf("## Who is on stage", StringComparison.Ordinal);
        string table = page[from..page.IndexOf("\n## ", from + 1, StringComparison.Ordinal)];
        string[] names =
            [.. Quoted().Matches(table).SelectMany(quoted => Member().Matches(quoted.Value)).Select(name => name.Value).Distinct()];
        Assert.True(names.Length > 40, $"only {names.Length} members found on the page");
        string api = Repository.Text("src/TestKit/PublicAPI.Shipped.txt") + Repository.Text(Api);
        Findings.None(names.Where(name => !api.Contains($".{name}(", StringComparison.Ordinal)
            && !api.Contains($".{name}.get", StringComparison.Ordinal)).Select(name => $"{Api} has no {name}"));
    }

    [Fact(DisplayName = "Of the actors the contract is public, and what starts a rig or is a device; no actor, message or net is")]
    public void ActorsShowTheirContract()
    {
        const string root = "GpioHub.Actors.";
        using var actors = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, "GpioHub.Actors.dll"));
        var types = actors.Types.Where(type => type.Namespace.StartsWith(root, StringComparison.Ordinal)).ToList();
        string[] contract = [.. types.Where(type => type.Namespace == root + "Contract").Select(type => type.FullName)];
        string[] listed = [.. OfActors.SelectMany(folder => folder.Value.Select(name => $"{root}{folder.Key}.{name}"))];
        Assert.True(contract.Length > 10, "the contract is not where this test looks for it");
        string[] shown = [.. types.Where(type => type.IsPublic).Select(type => type.FullName)];
        Findings.None(shown.Except(contract.Concat(listed)).Select(type => $"{type} is public, which the table does not have")
            .Concat(contract.Concat(listed).Except(shown).Select(type => $"{type} is not public")));
    }

    [Fact(DisplayName = "What is internal to a project of src is open to tests and measurements, and to no other project of src")]
    public void InternalsAreForTests()
    {
        HashSet<string> tests = [.. Repository.FilesThatEndIn(".csproj")
            .Where(file => !file.StartsWith("src/", StringComparison.Ordinal)).Select(AssemblyOf)];
        Findings.None(Repository.FilesThatEndIn(".csproj").Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(file => Friend().Matches(Repository.Text(file)).Select(friend => (File: file, Name: friend.Groups[1].Value)))
            .Where(friend => !tests.Contains(friend.Name)).Select(friend => $"{friend.File} is open to {friend.Name}"));
    }

    private static string AssemblyOf(string project) => AssemblyName().Match(Repository.Text(project)) is { Success: true } name
        ? name.Groups[1].Value
        : Path.GetFileNameWithoutExtension(project);

    [GeneratedRegex("`[^`]+`")]
    private static partial Regex Quoted();

    /// <summary>A name that no quotes are around: in <c>Line("bench/IGN")</c> it is Line.</summary>
    [GeneratedRegex("""(?<!["/\w-])[A-Z]\w+(?!["/\w-])""")]
    private static partial Regex Member();

    [GeneratedRegex("<AssemblyName>([^<]+)<")]
    private static partial Regex AssemblyName();

    [GeneratedRegex("""<InternalsVisibleTo Include="([^"]+)""")]
    private static partial Regex Friend();
}
