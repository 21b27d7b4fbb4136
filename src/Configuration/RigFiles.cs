using System.IO.Enumeration;
using GpioHub.Configuration.Format;
using GpioHub.Configuration.Planning;
using GpioHub.Configuration.Problems;
using GpioHub.Configuration.Yaml;

namespace GpioHub.Configuration;

/// <summary>Reads rig files from disk, included ones too. Source: IF-1.6.</summary>
/// <remarks>Included files include no others, so there is no depth and no circle to bound. <see cref="Limits"/> bounds their number and
/// size.</remarks>
public static class RigFiles
{
    /// <summary>Matches names as a shell does: case counts. The default follows the rules of MS-DOS.</summary>
    private static readonly EnumerationOptions AsWritten = new()
    {
        MatchType = MatchType.Simple,
        MatchCasing = MatchCasing.CaseSensitive,
        AttributesToSkip = 0,
        IgnoreInaccessible = false,
    };

    /// <summary>A file's bytes, at most one more than <see cref="Limits.FileBytes"/>, so that a pipe or /dev/zero ends too.</summary>
    /// <exception cref="NotYamlException">It cannot be read; the message says why.</exception>
    internal static byte[] Read(string path)
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

    /// <summary>The content of the included files, in the order of the globs, then by name, each file once; reports what is wrong with
    /// them.</summary>
    /// <param name="watched">Gets the path of each file or glob; relative ones start where the main file's path starts. Null = an include
    /// is an error.</param>
    internal static IEnumerable<MapValues> Included(MapValues top, List<string>? watched, ReadContext context)
    {
        if (!top.TryGet(RigFormat.Include, out var globs) || globs.IsEmpty) yield break;
        if (watched is null)
        {
            const string expected = "the whole rig in this text (or change the hub's own file and reload)";
            context.Log.Error(
                top.AtOf(RigFormat.Include), top.PathOf(RigFormat.Include),
                $"only a file that is read from disk can include others; expected {expected}");
            yield break;
        }
        var seen = new HashSet<string>(StringComparer.Ordinal);
        int bytes = 0;
        foreach (Item<string> glob in globs)
        {
            if (!glob.Ok) continue;
            foreach (string file in Matching(glob, watched, context).Where(f => seen.Add(Path.GetFullPath(f))))
            {
                if (seen.Count > Limits.IncludedFiles)
                {
                    context.Log.Error(glob.Node.At, glob.Path, $"more than {Limits.IncludedFiles} included files");
                    yield break;
                }
                if (One(file, ref bytes, context) is { } part) yield return part;
                if (bytes > Limits.IncludedBytes)
                {
                    context.Log.Error(glob.Node.At, glob.Path,
                        $"the included files are larger than {Limits.IncludedBytes >> 20} MiB together");
                    yield break;
                }
            }
        }
    }

    /// <summary>Whether a glob in a file's name, or the name itself, matches this name. Wildcards match no file that begins with a dot (an
    /// editor's locks and swaps), as in a shell.</summary>
    public static bool Matches(string glob, string name) =>
        name == glob
        || (FileSystemName.MatchesSimpleExpression(glob, name, ignoreCase: false) && (!name.StartsWith('.') || glob.StartsWith('.')));

    private static MapValues? One(string file, ref int bytes, ReadContext context)
    {
        context.Log.BeginFile(file);
        try
        {
            byte[] content = Read(file);
            bytes += content.Length;
            context.Digest.Add(content);
            ConfigNode? root = YamlComposer.Compose(Utf8Text.Decode(content, file), file, context.Log);
            if (root is MapNode map) return RigFormat.Included.Read(map, "", context);
            if (root is not null) context.Log.Error(root.At, "", $"expected a map of chips, guests and buses; found {root.Kind}");
        }
        catch (NotYamlException e)
        {
            context.Log.Error(e.At, "", $"{e.Message}");
        }
        return null;
    }

    /// <summary>The files that match a glob. Wildcards are allowed in the last part only. The paths start where the main file's path
    /// starts, as the user would write them.</summary>
    private static string[] Matching(Item<string> glob, List<string> watched, ReadContext context)
    {
        string written = glob.Value!;
        Mark at = glob.Node.At;
        string name = Path.GetFileName(written);
        string folder = Path.GetDirectoryName(written) ?? "";
        if (name.Length == 0 || written.Contains('\0', StringComparison.Ordinal) || HasWildcard(folder))
            return Refused($"expected a file name, perhaps with * or ?, in a folder without; found {Shown.Quoted(written)}");

        string shown = Path.Combine(Path.GetDirectoryName(at.File) ?? "", folder);
        string self = Path.GetFullPath(at.File);
        watched.Add(Path.Combine(shown, name));
        if (!HasWildcard(name))
        {
            return Path.GetFullPath(Path.Combine(shown, name)) == self
                ? Refused($"a file cannot include itself")
                : [Path.Combine(shown, name)];
        }
        try
        {
            string[] found = [.. Directory.EnumerateFiles(HubPlanner.Absolute(folder.Length == 0 ? "." : folder, at), name, AsWritten)
                .Where(f => f != self && Matches(name, Path.GetFileName(f)))
                .Select(f => Path.Combine(shown, Path.GetFileName(f)))
                .Order(StringComparer.Ordinal)];
            // Allowed, because a folder of parts may be empty today. But a misspelt name looks the same.
            if (found.Length == 0) context.Log.Warn(at, glob.Path, $"no file matches {Shown.Quoted(written)}");
            return found;
        }
        catch (DirectoryNotFoundException)
        {
            return Refused($"{Shown.Quoted(written)}: no such folder");
        }
        catch (UnauthorizedAccessException)
        {
            return Refused($"{Shown.Quoted(written)}: permission denied");
        }
        catch (IOException e)
        {
            return Refused($"{Shown.Quoted(written)}: {e.Message}");
        }

        string[] Refused(FormattableString why)
        {
            context.Log.Error(at, glob.Path, why);
            return [];
        }
    }

    private static bool HasWildcard(string text) => text.AsSpan().ContainsAny('*', '?');
}
