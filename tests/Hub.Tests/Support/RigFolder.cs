namespace GpioHub.Hub.Tests.Support;

/// <summary>A folder with a rig's file; <c>SOCKETS</c> in its text becomes the folder of its sockets.</summary>
internal sealed class RigFolder : IDisposable
{
    private readonly TempFolder _folder = new();

    public RigFolder(string yaml)
    {
        Sockets = System.IO.Path.Combine(_folder.Path, "s");
        Config = System.IO.Path.Combine(_folder.Path, "rig.yaml");
        File.WriteAllText(Config, yaml.Replace("SOCKETS", Sockets, StringComparison.Ordinal));
    }

    public string Path => _folder.Path;

    public string Config { get; }

    public string Sockets { get; }

    public void Dispose() => _folder.Dispose();
}
