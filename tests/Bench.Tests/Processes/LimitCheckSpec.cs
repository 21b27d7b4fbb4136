using GpioHub.Bench.Processes;
using GpioHub.Bench.Tests.Support;
using Xunit;

namespace GpioHub.Bench.Tests.Processes;

/// <summary>Builds bench/limit/limit.c as bench/run.sh does, and looks at it as the bench does before it measures.</summary>
public sealed class LimitCheckSpec : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gpiohub-limit-");

    [Fact(DisplayName = "The limit reads levels, delivers edges and latches them, whether it sleeps or looks at its rings")]
    public void Works() => LimitCheck.Run(LimitSource.BuildIn(_folder, LimitSource.Text()));

    [Theory(DisplayName = "A limit that does less than the hub is not measured, and what it lacks is named")]
    [InlineData("return line->direction == OUT ? line->value : line->level;", "return 0 * line->value;",
        "line 0 of the limit is low though it is driven high")]
    [InlineData("return (struct response){ OK, line->direction };", "return (struct response){ OK, OUT };",
        "line 0 of the limit is no input")]
    public void DoesLess(string code, string less, string lacks)
    {
        string source = LimitSource.Text();
        Assert.Contains(code, source, StringComparison.Ordinal);
        string program = LimitSource.BuildIn(_folder, source.Replace(code, less, StringComparison.Ordinal));

        Assert.Equal(lacks, Assert.Throws<BenchException>(() => LimitCheck.Run(program)).Message);
    }

    [Fact(DisplayName = "A program that does not come up as the limit is named")]
    public void IsNone() => Assert.StartsWith(
        "/bin/false does not come up", Assert.Throws<BenchException>(() => LimitCheck.Run("/bin/false")).Message, StringComparison.Ordinal);

    public void Dispose() => _folder.Delete(recursive: true);
}
