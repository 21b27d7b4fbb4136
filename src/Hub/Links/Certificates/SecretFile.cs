using System.Text;

namespace GpioHub.Hub.Links.Certificates;

/// <summary>Files that hold keys: new ones, which nobody but their owner reads.</summary>
internal static class SecretFile
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IOException">There is such a file; it stays as it is.</exception>
    public static void Write(string path, string text)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = Owner,
        });
        file.Write(Encoding.ASCII.GetBytes(text));
    }
}
