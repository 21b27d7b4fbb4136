namespace GpioHub.EndToEnd.Support;

/// <summary>Where the sources and the programs under test are.</summary>
public static class Repository
{
    /// <summary>The folder with GpioHub.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The hub, as this test project's build has put it beside the tests.</summary>
    public static string Hub { get; } = Path.Combine(AppContext.BaseDirectory, "gpiohub");

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "GpioHub.sln"))) return folder.FullName;
        throw new ScenarioException($"No GpioHub.sln above {AppContext.BaseDirectory}");
    }
}
