using System.Text.RegularExpressions;
using Xunit;

namespace GpioHub.House.Tests;

/// <summary>The glossary names only what exists: an old name would mislead those who need it most.</summary>
public partial class GlossarySpec
{
    private static readonly string[] Rows =
        [.. Repository.Lines("docs/internals/glossary.md").Where(line => line.StartsWith("| ", StringComparison.Ordinal))];

    [Fact(DisplayName = "Every type and member that the glossary names is declared in src")]
    public void NamesExist()
    {
        string[] names = [.. Rows.SelectMany(row => Name().Matches(row.Split('|')[3])).Select(match => match.Groups[1].Value).Distinct()];
        string[] sources =
            [.. Repository.FilesThatEndIn(".cs").Where(file => file.StartsWith("src/", StringComparison.Ordinal)).Select(Repository.Text)];

        Assert.True(names.Length > 30, "the glossary's table has another form than this test reads");
        Assert.All(names, name => Assert.True(IsDeclared(name.Split('.'), sources), $"{name} is not declared in src"));
    }

    [Fact(DisplayName = "A word is explained once in each part of the glossary")]
    public void WordsAreExplainedOnce()
    {
        string[] words = [.. Rows.Select(row => row.Split('|')[1].Trim()).Where(word => word != "word")];
        string[] twice = [.. words.GroupBy(word => word).Where(group => group.Count() > 1).Select(group => group.Key)];

        Assert.Equal(["held"], twice);      // of a buffer, and of a guest during a reload
    }

    /// <summary>A type by itself, or a member in a file that declares the type or a part of it.</summary>
    private static bool IsDeclared(string[] name, string[] sources)
    {
        var type = new Regex($@"\b(class|struct|record|enum|interface)\s+{name[0]}\b");
        return sources.Any(source => type.IsMatch(source) && (name.Length == 1 || Regex.IsMatch(source, $@"\b{name[1]}\b")));
    }

    [GeneratedRegex(@"`([A-Z]\w+(?:\.[A-Z]\w+)?)`")]
    private static partial Regex Name();
}
