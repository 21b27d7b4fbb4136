using GpioHub.Configuration;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>Loads rigs written in a test, as an ordinary user without XDG_RUNTIME_DIR would.</summary>
internal static class Rig
{
    public static readonly HostIdentity User = new(UserId: 1000, RuntimeFolder: null);

    public static LoadResult Load(string yaml) => ConfigurationLoader.LoadText(yaml, "/rigs/rig.yaml", User);

    /// <summary>The plan of a rig that must have no error.</summary>
    public static RigPlan Plan(string yaml)
    {
        LoadResult result = Load(yaml);
        Assert.DoesNotContain(result.Problems, p => p.Severity == ProblemSeverity.Error);
        return result.Plan!;
    }

    /// <summary>Everything said about a rig, as a user reads it, with <c>rig.yaml</c> for the file.</summary>
    public static string[] Said(string yaml) =>
        [.. Load(yaml).Problems.Select(p => (p with { File = "rig.yaml" }).ToString())];

    /// <summary>The repository's folder.</summary>
    public static string Repository { get; } = FindRepository();

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GpioHub.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("no GpioHub.sln above the tests");
    }
}
