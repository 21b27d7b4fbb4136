using System.Collections.Frozen;
using System.Reflection;

namespace GpioHub.Hub.Web;

/// <summary>The files of the page, which the build has put into the program; none where it had no npm (GpioHub.Hub.csproj).</summary>
internal static class PageFiles
{
    /// <summary>What the names of the page's resources begin with, as their paths do.</summary>
    private const string Folder = "web/";

    private static readonly Lazy<FrozenDictionary<string, PageFile>> Read = new(() =>
    {
        var program = typeof(PageFiles).Assembly;
        return Names(program).ToFrozenDictionary(name => name, name =>
        {
            using var content = program.GetManifestResourceStream(name)!;
            return PageFile.Of(name, content);
        }, StringComparer.Ordinal);
    });

    /// <summary>Whether this program has a page.</summary>
    public static bool Any => Names(typeof(PageFiles).Assembly).Any();

    /// <summary>The files by path, such as <c>web/app.js</c>; read and packed when somebody asks for the first time.</summary>
    public static IReadOnlyDictionary<string, PageFile> All => Read.Value;

    private static IEnumerable<string> Names(Assembly program) =>
        program.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal));
}
