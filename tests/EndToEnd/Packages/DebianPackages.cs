using GpioHub.EndToEnd.Restart;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Packages;

/// <summary>The Debian packages of this tree, made by build/deb.sh when a test first asks for them, and what tests need
/// beside them.</summary>
internal static class DebianPackages
{
    /// <summary>Publishing compiles ahead of time, on a machine that is busy with other tests.</summary>
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(20);

    private static readonly string Folder = Path.Combine(Repository.Root, "out", "test-packages");

    private static readonly Lazy<Task<string[]>> Ordinary = new(() => MakeAsync("--quick", Folder));

    private static readonly Lazy<Task<string[]>> Alone = new(() => MakeAsync("--standalone", "--quick", Folder));

    /// <summary>gpiohub, which needs .NET of the host.</summary>
    public static async Task<string> HubAsync() => (await Ordinary.Value)[0];

    /// <summary>python3-gpiohub.</summary>
    public static async Task<string> ClientAsync() => (await Ordinary.Value)[1];

    /// <summary>gpiohub-standalone, with .NET in it.</summary>
    public static async Task<string> StandaloneAsync() => (await Alone.Value)[0];

    /// <summary>Debian 12 has no .NET: the .NET that runs this test as the package that gpiohub depends on.</summary>
    /// <param name="folder">Where it goes.</param>
    /// <param name="revision">A higher one is an upgrade: its folders are those of a later version, and the ones before are gone.</param>
    public static async Task<string> RuntimeAsync(string folder, int revision = 1)
    {
        string tree = Path.Combine(folder, "runtime"), dotnet = Path.Combine(tree, "usr/share/dotnet");
        var version = new Version(Environment.Version.Major, Environment.Version.Minor, Environment.Version.Build + revision - 1);
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        Directory.CreateDirectory(dotnet);
        await File.WriteAllTextAsync(Path.Combine(tree, "DEBIAN/control"), $"""
            Package: aspnetcore-runtime-10.0
            Version: {version}-{revision}
            Architecture: amd64
            Maintainer: The tests of GpioHub <tests@packages.invalid>
            Description: the .NET runtime of the machine that runs the tests

            """);
        string[] parts = ["dotnet", "host", "shared"];
        await RunAsync("cp", ["-a", .. parts.Select(part => Path.Combine(Repository.DotnetRoot, part)), dotnet]);
        if (version != Environment.Version)
        {
            foreach (string of in Directory.GetDirectories(dotnet, $"{Environment.Version}", SearchOption.AllDirectories))
                Directory.Move(of, Path.Combine(Path.GetDirectoryName(of)!, $"{version}"));
        }

        return await BuildAsync(tree, Path.Combine(folder, $"runtime-{revision}.deb"), "-Znone");
    }

    /// <summary>The next version of a package.</summary>
    /// <param name="package">The one before.</param>
    /// <param name="folder">Where it goes.</param>
    /// <param name="version">Of the package.</param>
    /// <param name="change">Changes its unpacked files.</param>
    public static async Task<string> NextAsync(string package, string folder, string version, Action<string> change)
    {
        string tree = Path.Combine(folder, version), control = Path.Combine(tree, "DEBIAN/control");
        await RunAsync("dpkg-deb", ["-R", package, tree]);
        string[] lines = await File.ReadAllLinesAsync(control);
        await File.WriteAllLinesAsync(control,
            lines.Select(line => line.StartsWith("Version:", StringComparison.Ordinal) ? $"Version: {version}" : line));
        change(tree);
        return await BuildAsync(tree, Path.Combine(folder, $"{version}.deb"), "-Zgzip", "-z1");
    }

    /// <summary>The version that a package's program says of itself: the package's own, without Debian's revision.</summary>
    public static string VersionOf(string package) => Path.GetFileName(package).Split('_')[1].Split('-')[0];

    /// <summary>As long as the version, and after it.</summary>
    public static string After(string version) => $"{version[..^1]}N";

    /// <summary>Has the program of an unpacked package call itself by another version.</summary>
    public static void Rename(string tree, string version, string other) =>
        OtherBuild.Rename(Path.Combine(tree, "usr/lib/gpiohub"), version, other);

    private static async Task<string[]> MakeAsync(params string[] words)
    {
        var answer = await ChildProcess.RunAsync("deb.sh", Path.Combine(Repository.Root, "build/deb.sh"), words, within: BuildLimit);
        answer.Succeeded();
        return [.. answer.Lines];
    }

    private static async Task<string> BuildAsync(string tree, string package, params string[] compression)
    {
        await RunAsync("dpkg-deb", ["--root-owner-group", .. compression, "--build", tree, package]);
        Directory.Delete(tree, recursive: true);
        return package;
    }

    private static async Task RunAsync(string program, string[] words) =>
        (await ChildProcess.RunAsync(program, program, words)).Succeeded();
}
