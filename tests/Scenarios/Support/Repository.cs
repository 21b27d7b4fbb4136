namespace GpioHub.Scenarios.Support;

internal static class Repository
{
    /// <summary>Where GpioHub.sln is.</summary>
    public static string Folder { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "GpioHub.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("no GpioHub.sln above the tests");
    }
}
