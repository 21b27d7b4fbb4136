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
}
