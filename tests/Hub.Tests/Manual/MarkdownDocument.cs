using System.Collections.Immutable;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>A part of a document: a heading, and what stands below it up to the next heading of any level.</summary>
/// <param name="Level">Number of <c>#</c>.</param>
internal sealed record MarkdownSection(int Level, string Heading, ImmutableArray<string> Lines)
{
    /// <summary>What stands before its first block of code.</summary>
    public IEnumerable<string> BeforeCode => Lines.TakeWhile(line => !Markdown.IsFence(line));

    /// <summary>Its first block of code.</summary>
    public IEnumerable<string> FirstCode =>
        Lines.SkipWhile(line => !Markdown.IsFence(line)).Skip(1).TakeWhile(line => !Markdown.IsFence(line));

    /// <summary>The rows of the tables whose first heading this is, without their headings.</summary>
    public IEnumerable<string[]> Rows(string firstHeading)
    {
        bool within = false;
        foreach (string line in Lines)
        {
            if (!line.StartsWith('|')) within = false;
            else if (line.StartsWith($"| {firstHeading} |", StringComparison.Ordinal)) within = true;
            else if (within && !line.StartsWith("|--", StringComparison.Ordinal)) yield return Markdown.Cells(line);
        }
    }
}

/// <summary>A document of docs/, taken apart.</summary>
internal sealed class MarkdownDocument
{
    private MarkdownDocument(ImmutableArray<MarkdownSection> sections) => Sections = sections;

    public ImmutableArray<MarkdownSection> Sections { get; }

    /// <summary>The section of that heading.</summary>
    public MarkdownSection this[string heading] => Sections.Single(section => section.Heading == heading);

    public static MarkdownDocument Of(string text)
    {
        var sections = new List<(int Level, string Heading, List<string> Lines)>();
        bool inCode = false;
        foreach (string line in text.Split('\n'))
        {
            if (Markdown.IsFence(line)) inCode = !inCode;
            int level = inCode ? 0 : line.TakeWhile(c => c == '#').Count();
            if (level > 0 && line[level..].StartsWith(' ')) sections.Add((level, line[level..].Trim(), []));
            else if (sections.Count > 0) sections[^1].Lines.Add(line.TrimEnd());
        }
        return new MarkdownDocument([.. sections.Select(read => new MarkdownSection(read.Level, read.Heading, [.. read.Lines]))]);
    }
}
