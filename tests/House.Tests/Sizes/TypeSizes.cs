using System.Text.RegularExpressions;

namespace GpioHub.House.Tests.Sizes;

/// <summary>The lines of every type of src, over all its parts.</summary>
/// <remarks>
/// A type is counted from its declaration, without its summary and its attributes, to the brace that closes it; the types inside it are
/// counted with it. It is read by the house's layout: what belongs to no other type begins at the first column, and so does its closing
/// brace.
/// </remarks>
internal static partial class TypeSizes
{
    /// <summary>The size of each type, by its full name as the compiler writes it: a generic type ends in ` and the number of its
    /// parameters.</summary>
    public static SortedDictionary<string, int> OfSrc() =>
        Of(Repository.FilesThatEndIn(".cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal)).Select(Repository.Lines));

    /// <summary>The size of each type of a few files.</summary>
    /// <param name="files">The lines of each file.</param>
    public static SortedDictionary<string, int> Of(IEnumerable<string[]> files)
    {
        var sizes = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string[] lines in files)
        {
            string space = lines.Select(line => NamespaceName().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value ?? "";
            for (int at = 0; at < lines.Length; at++)
            {
                var type = TypeName().Match(lines[at]);
                if (!type.Success) continue;
                string arity = type.Groups[2].Success ? $"`{type.Groups[2].Value.Count(c => c == ',') + 1}" : "";
                string name = $"{space}.{type.Groups[1].Value}{arity}";
                int end = EndOf(lines, at);
                sizes[name] = sizes.GetValueOrDefault(name) + end - at + 1;
                at = end;
            }
        }

        return sizes;
    }

    /// <summary>The line that ends a type: its closing brace, or the end of its declaration if it has no body of lines.</summary>
    private static int EndOf(string[] lines, int from)
    {
        bool body = false;
        for (int at = from; at < lines.Length; at++)
        {
            if (at > from && lines[at].StartsWith('}')) return at;
            body |= lines[at].StartsWith('{');
            string code = Comment().Replace(lines[at], "").TrimEnd();
            if (!body && (code.EndsWith(';') || code.EndsWith('}'))) return at;
        }

        throw new InvalidOperationException($"no brace closes: {lines[from]}");
    }

    [GeneratedRegex(@"^namespace ([\w.]+);")]
    private static partial Regex NamespaceName();

    [GeneratedRegex(@"^(?:(?:public|internal|sealed|static|abstract|partial|readonly|ref|unsafe|file) )*"
        + @"(?:class|struct|interface|enum|record struct|record class|record) (\w+)(<[^>]+>)?")]
    private static partial Regex TypeName();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();
}
