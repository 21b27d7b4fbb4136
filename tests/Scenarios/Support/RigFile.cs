namespace GpioHub.Scenarios.Support;

internal static class RigFile
{
    /// <param name="path">From the repository's folder.</param>
    public static string Text(string path) => File.ReadAllText(Path.Combine(Repository.Folder, path));
}
