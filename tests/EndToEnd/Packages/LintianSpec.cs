using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Packages;

/// <summary>What Debian's own judge says of the packages.</summary>
[Trait("Packs", "debian")]
public sealed class LintianSpec
{
    [Fact(DisplayName = "lintian finds neither an error nor a warning in any of the packages")]
    public async Task Clean()
    {
        string[] packages = [await DebianPackages.HubAsync(), await DebianPackages.ClientAsync(), await DebianPackages.StandaloneAsync()];
        var answer = await ChildProcess.RunAsync("lintian", "lintian",
            ["--allow-root", "--tag-display-limit", "0", "--fail-on", "error,warning", .. packages]);
        Assert.Equal("", answer.Succeeded());
    }

    [Fact(DisplayName = "What lintian is told to overlook has its reason in the line above")]
    public void Reasons()
    {
        string[] files = Directory.GetFiles(Path.Combine(Repository.Root, "packaging/debian"), "lintian-overrides*");
        Assert.NotEmpty(files);
        foreach (string file in files)
        {
            string[] lines = File.ReadAllLines(file);
            var without = lines.Where((line, at) => line.Length > 0 && line[0] != '#'
                && (at == 0 || !lines[at - 1].StartsWith("# ", StringComparison.Ordinal)));
            Assert.Empty(without);
        }
    }
}
