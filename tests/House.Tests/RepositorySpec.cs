using Xunit;

namespace GpioHub.House.Tests;

public class RepositorySpec
{
    [Fact(DisplayName = "The files of the repository are found, and nothing that is built")]
    public void FilesAreFound()
    {
        Assert.Contains("GpioHub.sln", Repository.Files);
        Assert.Contains("tests/House.Tests/RepositorySpec.cs", Repository.Files);
        Assert.DoesNotContain(Repository.Files, file => file.Split('/').Any(folder => folder is "bin" or "obj"));
        Assert.Contains("namespace GpioHub.House.Tests;", Repository.Text("tests/House.Tests/RepositorySpec.cs"), StringComparison.Ordinal);
    }

    [Fact(DisplayName = "No test asks the compiler where its source is: the compiler's paths are rewritten where CI is set")]
    public void SourcesAreFoundFromTheOutput() => Findings.None(Repository.FilesThatEndIn(".cs")
        .Where(file => Repository.Text(file).Contains("[Caller" + "FilePath]", StringComparison.Ordinal)));
}
