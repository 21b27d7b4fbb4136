using Xunit;

namespace GpioHub.House.Tests.Folders;

/// <summary>The rooms of the house: the folders of a project stand in floors too.</summary>
public class FoldersSpec
{
    public static TheoryData<string> Projects { get; } = new(FolderMap.Projects.Keys);

    [Fact(DisplayName = "Every project of src is on the map")]
    public void EveryProject() => Assert.Equal(
        Repository.FilesThatEndIn(".csproj").Where(file => file.StartsWith("src/", StringComparison.Ordinal))
            .Select(file => Path.GetDirectoryName(file)!).Order(),
        FolderMap.Projects.Keys.Order());

    [Theory(DisplayName = "A folder names types of the folders that the map gives it, and of no other")]
    [MemberData(nameof(Projects))]
    public void FoldersStandWhereTheMapHasThem(string project)
    {
        var edges = CompiledFolders.EdgesOf(project, BuiltOf(project));
        var map = FolderMap.Projects[project];
        Assert.NotEmpty(edges);
        var surplus = edges.SelectMany(from => from.Value.Where(to => !map.GetValueOrDefault(from.Key, []).Contains(to.Key))
            .Select(to => $"{from.Key} names {to.Key} ({to.Value}), which the map does not have"));
        var stale = map.SelectMany(from => from.Value.Where(to => !(edges.GetValueOrDefault(from.Key)?.ContainsKey(to) ?? false))
            .Select(to => $"{from.Key} does not name {to}, though the map has it"));
        Findings.None(surplus.Concat(stale));
    }

    [Theory(DisplayName = "The folders of a project form no circle")]
    [MemberData(nameof(Projects))]
    public void FoldersFormNoCircle(string project)
    {
        var open = FolderMap.Projects[project].ToDictionary(row => row.Key, row => row.Value.ToHashSet());
        // What names nothing that is left stands on the ground: take it away, floor by floor.
        while (open.Where(row => !row.Value.Any(open.ContainsKey)).Select(row => row.Key).ToList() is { Count: > 0 } ground)
            foreach (string folder in ground) open.Remove(folder);
        Findings.None(open.Select(row => $"{row.Key} → {string.Join(", ", row.Value.Where(open.ContainsKey))}"));
    }

    /// <summary>The assembly that was built of a project, beside the tests.</summary>
    private static string BuiltOf(string project)
    {
        string file = Repository.FilesThatEndIn(".csproj").Single(file => Path.GetDirectoryName(file) == project);
        string name = Path.GetFileNameWithoutExtension(file) is "GpioHub.Hub" ? "gpiohub" : Path.GetFileNameWithoutExtension(file);
        return Path.Combine(AppContext.BaseDirectory, name + ".dll");
    }
}
