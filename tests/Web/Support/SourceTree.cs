namespace GpioHub.Web.Tests.Support;

/// <summary>The sources under test. Found from where the tests run: the compiler's own paths are rewritten where CI is set.</summary>
internal static class SourceTree
{
    /// <summary>The folder with GpioHub.sln.</summary>
    public static string Root { get; } = FindRoot();

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "GpioHub.sln"))) return folder.FullName;
        throw new InvalidOperationException($"No GpioHub.sln above {AppContext.BaseDirectory}");
    }
}
