namespace GpioHub.EndToEnd.Support;

/// <summary>Where the sources and the programs under test are.</summary>
public static class Repository
{
    /// <summary>The folder with GpioHub.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The hub under test: what <c>GPIOHUB_TESTED</c> names, for instance one that is compiled ahead of time as a user's is;
    /// otherwise the one that this test project's build has put beside the tests.</summary>
    public static string Hub { get; } =
        Environment.GetEnvironmentVariable("GPIOHUB_TESTED") ?? Path.Combine(AppContext.BaseDirectory, "gpiohub");

    /// <summary>The program of tests/SimRig, built beside this project in the same way.</summary>
    public static string SimRig { get; } =
        Path.Combine(AppContext.BaseDirectory.Replace("/EndToEnd/", "/SimRig/", StringComparison.Ordinal), "simrig");

    /// <summary>Where the .NET that runs this is installed.</summary>
    public static string DotnetRoot { get; } =
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../.."));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "GpioHub.sln"))) return folder.FullName;
        throw new ScenarioException($"No GpioHub.sln above {AppContext.BaseDirectory}");
    }
}
