using GpioHub.Hub.Configuration.Format;
using GpioHub.Hub.Configuration.Planning;
using GpioHub.Hub.Configuration.Yaml;

namespace GpioHub.Hub.Configuration;

/// <summary>Reads rig files from disk, the included ones too. Source: interfaces.md §1.6.</summary>
internal static class RigFiles
{
    /// <summary>A file's bytes; one more than <see cref="Limits.FileBytes"/> at most, so that a pipe or /dev/zero ends too.</summary>
    /// <exception cref="NotYamlException">It cannot be read; why.</exception>
    public static byte[] Read(string path)
    {
        var whole = new Mark(path, 0, 0);
        if (Directory.Exists(path)) throw new NotYamlException(whole, "is a folder; expected a file");
        try
        {
            using FileStream file = File.OpenRead(path);
            byte[] bytes = new byte[Limits.FileBytes + 1];
            int read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return bytes[..read];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new NotYamlException(whole, "no such file");
        }
        catch (UnauthorizedAccessException)
        {
            throw new NotYamlException(whole, "permission denied");
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw new NotYamlException(whole, e.Message);
        }
    }

    /// <summary>What the included files contain, in the order of the globs, then by name; reports what is wrong with them.</summary>
    /// <param name="allowed">False: an include is an error.</param>
    public static IEnumerable<MapValues> Included(MapValues top, bool allowed, ReadContext context)
    {
        if (!top.TryGet(RigFormat.Include, out var globs) || globs.IsEmpty) yield break;
        if (!allowed)
        {
            context.Log.Error(top.AtOf(RigFormat.Include), top.PathOf(RigFormat.Include), $"only a file can include files");
            yield break;
        }
        int count = 0;
        foreach (Item<string> glob in globs)
        {
            if (!glob.Ok) continue;
            foreach (string file in Matching(glob, context))
            {
                if (++count > Limits.IncludedFiles)
                {
                    context.Log.Error(glob.Node.At, glob.Path, $"more than {Limits.IncludedFiles} files");
                    yield break;
                }
                if (One(file, context) is { } part) yield return part;
            }
        }
    }

    private static MapValues? One(string file, ReadContext context)
    {
        context.Log.BeginFile(file);
        try
        {
            ConfigNode? root = YamlComposer.Compose(Utf8Text.Decode(Read(file), file), file, context.Log);
            if (root is MapNode map) return RigFormat.Included.Read(map, "", context);
            if (root is not null) context.Log.Error(root.At, "", $"expected a map of chips and guests; found {root.Kind}");
        }
        catch (NotYamlException e)
        {
            context.Log.Error(e.At, "", $"{e.Message}");
        }
        return null;
    }

    /// <summary>Wildcards stand in the last part only. The paths are as the user would write them from where the main file's path starts.</summary>
    private static IEnumerable<string> Matching(Item<string> glob, ReadContext context)
    {
        string written = glob.Value!;
        Mark at = glob.Node.At;
        string name = Path.GetFileName(written);
        string folder = Path.GetDirectoryName(written) ?? "";
        if (name.Length == 0 || written.Contains('\0', StringComparison.Ordinal) || HasWildcard(folder))
        {
            context.Log.Error(at, glob.Path, $"expected a file name, perhaps with * or ?, in a folder without; found {Words.Quoted(written)}");
            return [];
        }
        string shown = Path.Combine(Path.GetDirectoryName(at.File) ?? "", folder);
        if (!HasWildcard(name)) return [Path.Combine(shown, name)];
        try
        {
            string self = Path.GetFullPath(at.File);
            return [.. Directory.EnumerateFiles(HubPlanner.Absolute(folder.Length == 0 ? "." : folder, at), name)
                .Where(f => f != self)
                .Select(f => Path.Combine(shown, Path.GetFileName(f)))
                .Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            context.Log.Error(at, glob.Path, $"{Words.Quoted(written)}: {e.Message}");
            return [];
        }
    }

    private static bool HasWildcard(string text) => text.AsSpan().ContainsAny('*', '?');
}
