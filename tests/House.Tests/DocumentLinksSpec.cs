using System.Text;
using System.Text.RegularExpressions;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>Every link in the documents leads somewhere, and docs/README.md leads to every document.</summary>
public partial class DocumentLinksSpec
{
    private const string Index = "docs/README.md";

    /// <summary>Written by a tool, with texts of others in it.</summary>
    private const string Generated = "THIRD-PARTY-NOTICES.md";

    private static readonly string[] Documents = [.. Repository.FilesThatEndIn(".md").Where(file => file != Generated)];

    [Fact(DisplayName = "Every relative link in a document resolves, with its #anchor")]
    public void LinksResolve() =>
        AssertNone(Documents.SelectMany(document => LinksOf(document).Select(link => Problem(document, link)).OfType<string>()));

    [Fact(DisplayName = "Every document under docs/ is reached from docs/README.md")]
    public void EveryDocumentIsReached()
    {
        var reached = new HashSet<string> { Index };
        var open = new Stack<string>(reached);
        while (open.TryPop(out string? document))
        {
            foreach (string target in LinksOf(document).SelectMany(link => TargetsOf(document, link)))
            {
                if (target.StartsWith("docs/", StringComparison.Ordinal) && reached.Add(target)) open.Push(target);
            }
        }

        string[] under = [.. Documents.Where(document => document.StartsWith("docs/", StringComparison.Ordinal))];
        Assert.True(under.Length > 10, "docs/ has not been found");
        AssertNone(under.Except(reached));
    }

    [Fact(DisplayName = "An anchor is made of its heading as the hosting platform makes it")]
    public void AnchorsAreMadeAsUsual()
    {
        Assert.Equal("a-chip-is-gone-what-now", Anchor("A `chip` is *gone*: what now?"));
        Assert.Equal("ioctls--und-größe_2", Anchor("ioctls & und Größe_2"));
        Assert.Equal("see-the-list", Anchor("See [the list](list.md)"));
        Assert.Equal(["x", "x-1", "y"], Anchors("# X\n## X\n```\n# no heading\n```\n### Y\n"));
        Assert.Equal(["vg-d-38"], Anchors("- <a id=\"vg-d-38\"></a>**VG-D-38** a rule\n"));
    }

    [Fact(DisplayName = "Links in code are no links, and those of images and HTML are")]
    public void LinksAreFound()
    {
        const string text = """
            [a](b.md) `[no](no.md)` ![i](i.svg) [x](<c d.md> "title")
            ```
            [no](no.md)
            ```
            <img src="e.svg"> <source srcset="f.svg">
            [r]: g.md
            """;

        Assert.Equal(["b.md", "i.svg", "c d.md", "g.md", "e.svg", "f.svg"], Links(text));
    }

    /// <summary>With all of them in the message, not the first few.</summary>
    private static void AssertNone(IEnumerable<string> problems)
    {
        string all = string.Join('\n', problems);
        Assert.True(all.Length == 0, all);
    }

    private static string? Problem(string document, string link)
    {
        var (path, anchor) = Split(document, link);
        if (path.StartsWith("../", StringComparison.Ordinal)) return $"{document}: {link} leaves the repository";
        bool isFolder = path.Length == 0 || Repository.Files.Any(file => file.StartsWith($"{path}/", StringComparison.Ordinal));
        if (!isFolder && !Repository.Files.Contains(path)) return $"{document}: {link}: there is no {path}";
        if (anchor.Length == 0) return null;
        return !isFolder && path.EndsWith(".md", StringComparison.Ordinal) && Anchors(Repository.Text(path)).Contains(anchor)
            ? null
            : $"{document}: {link}: {path} has no heading #{anchor}";
    }

    /// <summary>The documents that a link leads to: one, or all in a folder.</summary>
    private static IEnumerable<string> TargetsOf(string document, string link)
    {
        string path = Split(document, link).Path.TrimEnd('/');
        return Documents.Where(other => other == path || other[..Math.Max(0, other.LastIndexOf('/'))] == path);
    }

    private static (string Path, string Anchor) Split(string document, string link)
    {
        string[] parts = Uri.UnescapeDataString(link).Split('#', 2);
        string folder = document[..(document.LastIndexOf('/') + 1)];
        string path = parts[0].Length == 0 ? document : parts[0].StartsWith('/') ? parts[0].TrimStart('/') : folder + parts[0];
        var steps = new List<string>();
        foreach (string step in path.Split('/').Where(step => step is not "" and not "."))
        {
            if (step == ".." && steps.Count > 0 && steps[^1] != "..") steps.RemoveAt(steps.Count - 1);
            else steps.Add(step);
        }

        return (string.Join('/', steps), parts.Length > 1 ? parts[1] : "");
    }

    /// <summary>The links of a document that stay in the repository.</summary>
    private static IEnumerable<string> LinksOf(string document) =>
        Links(Repository.Text(document)).Where(link => !External().IsMatch(link));

    private static IEnumerable<string> Links(string text)
    {
        string prose = CodeSpan().Replace(Fence().Replace(text, ""), "");
        return InlineLink().Matches(prose).Concat(ReferenceLink().Matches(prose)).Concat(HtmlLink().Matches(prose))
            .Select(match => match.Groups["target"].Value.Trim());
    }

    /// <summary>Of headings, the second one of a name with a number; and those that a document sets itself.</summary>
    private static List<string> Anchors(string text)
    {
        string prose = Fence().Replace(text, "");
        var anchors = new List<string>();
        foreach (Match heading in Heading().Matches(prose))
        {
            string anchor = Anchor(heading.Groups[1].Value);
            int same = anchors.Count(other => other == anchor || Regex.IsMatch(other, $"^{Regex.Escape(anchor)}-[0-9]+$"));
            anchors.Add(same == 0 ? anchor : $"{anchor}-{same}");
        }

        anchors.AddRange(OwnAnchor().Matches(prose).Select(match => match.Groups[1].Value));
        return anchors;
    }

    private static string Anchor(string heading)
    {
        var anchor = new StringBuilder();
        foreach (char c in LinkText().Replace(heading.Trim(), "$1").ToLowerInvariant())
        {
            if (c == ' ') anchor.Append('-');
            else if (char.IsLetterOrDigit(c) || c is '-' or '_') anchor.Append(c);
        }

        return anchor.ToString();
    }

    [GeneratedRegex(@"^(`{3,}|~{3,}).*?^\1`*\s*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"(`+)(?!`).*?(?<!`)\1(?!`)")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\(\s*(?:<(?<target>[^>]+)>|(?<target>[^)\s]+))(?:\s+""[^""]*"")?\s*\)")]
    private static partial Regex InlineLink();

    [GeneratedRegex(@"^\[[^\]]+\]:\s*(?<target>\S+)", RegexOptions.Multiline)]
    private static partial Regex ReferenceLink();

    [GeneratedRegex(@"(?:src|srcset|href)=""(?<target>[^""]+)""")]
    private static partial Regex HtmlLink();

    [GeneratedRegex(@"^#{1,6} (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"<a (?:id|name)=""([^""]+)""")]
    private static partial Regex OwnAnchor();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex LinkText();

    [GeneratedRegex("^([a-z][a-z0-9+.-]*:|//)", RegexOptions.IgnoreCase)]
    private static partial Regex External();
}
