using System.Text;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Restart;

/// <summary>Another build of the hub: a copy of the program in a folder of its own, which calls itself by another version.</summary>
internal sealed class OtherBuild : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gpiohub-other-").FullName;

    /// <param name="version">What the program under test says of itself, such as 0.1.0.</param>
    /// <param name="other">As long as that.</param>
    public OtherBuild(string version, string other)
    {
        string from = AppContext.BaseDirectory;
        foreach (string folder in Directory.EnumerateDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(_folder, Path.GetRelativePath(from, folder)));
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(_folder, Path.GetRelativePath(from, file)));

        Rename(_folder, version, other);
    }

    public string Program => Path.Combine(_folder, "gpiohub");

    /// <summary>Has a build call itself by another version.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="version">What it says of itself, such as 0.1.0.</param>
    /// <param name="other">As long as that.</param>
    public static void Rename(string folder, string version, string other)
    {
        string library = Path.Combine(folder, "gpiohub.dll");
        byte[] code = File.ReadAllBytes(library), old = Encoding.UTF8.GetBytes(version);
        int found = 0;
        for (int at = code.AsSpan().IndexOf(old); at >= 0; found++)
        {
            Encoding.UTF8.GetBytes(other).CopyTo(code, at);
            int next = code.AsSpan(at + 1).IndexOf(old);
            at = next < 0 ? -1 : at + 1 + next;
        }

        if (found == 0 || old.Length != other.Length) throw new ScenarioException($"{library} does not say {version}");
        File.WriteAllBytes(library, code);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
