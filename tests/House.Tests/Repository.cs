using System.Diagnostics;

namespace GpioHub.House.Tests;

/// <summary>The files of this repository, as text.</summary>
/// <remarks>The projects of src are referenced only so that they are built first: <see cref="Folders.CompiledFolders"/> reads what the
/// compiler made of them.</remarks>
internal static class Repository
{
    /// <summary>Folders that hold what is built or fetched. Only looked at where git does not say what belongs to the repository.</summary>
    private static readonly string[] NotOurs = [".git", ".idea", ".vs", "TestResults", "bin", "obj", "out"];

    private static readonly Lazy<IReadOnlyList<string>> Listed = new(List);

    /// <summary>The folder that holds GpioHub.sln, with no slash at its end.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Every file of the repository, new ones that git does not ignore included.</summary>
    /// <value>Relative to <see cref="Root"/>, with slashes, sorted.</value>
    public static IReadOnlyList<string> Files => Listed.Value;

    /// <summary>The files whose name ends in one of <paramref name="endings"/>, for example ".cs".</summary>
    public static IEnumerable<string> FilesThatEndIn(params string[] endings) =>
        Files.Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)));

    /// <summary>The text of a file.</summary>
    /// <param name="file">Relative to <see cref="Root"/>.</param>
    public static string Text(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>The lines of a file, without their ends.</summary>
    /// <param name="file">Relative to <see cref="Root"/>.</param>
    public static string[] Lines(string file) => File.ReadAllLines(Path.Combine(Root, file));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "GpioHub.sln"))) return folder.FullName;
        throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds GpioHub.sln.");
    }

    private static List<string> List()
    {
        // A file that is deleted but still in git's index is not there to be read.
        var files = (ListedByGit() ?? Walk()).Where(file => File.Exists(Path.Combine(Root, file))).ToList();
        files.Sort(StringComparer.Ordinal);
        return files;
    }

    /// <summary>What git lists; null where git is not installed, or this is not its work tree (an unpacked archive).</summary>
    private static IEnumerable<string>? ListedByGit()
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string word in (string[])["ls-files", "-z", "--cached", "--others", "--exclude-standard"]) start.ArgumentList.Add(word);
        try
        {
            using var git = Process.Start(start)!;
            git.ErrorDataReceived += (_, _) => { };     // read, so that git never waits for a full pipe
            git.BeginErrorReadLine();
            string output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            string[] files = output.Split('\0', StringSplitOptions.RemoveEmptyEntries);
            return git.ExitCode == 0 && files.Length > 0 ? files.Distinct() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;                                // no git
        }
    }

    private static IEnumerable<string> Walk() =>
        WalkFolder(new DirectoryInfo(Root)).Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'));

    private static IEnumerable<string> WalkFolder(DirectoryInfo folder)
    {
        foreach (var file in folder.EnumerateFiles()) yield return file.FullName;
        foreach (var inner in folder.EnumerateDirectories().Where(inner => !NotOurs.Contains(inner.Name) && inner.LinkTarget is null))
            foreach (string file in WalkFolder(inner)) yield return file;
    }
}
