namespace GpioHub.Hub.Tests.Support;

/// <summary>A folder under /tmp with a name short enough for a socket's path.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gh").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
