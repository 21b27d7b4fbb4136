using System.Text.RegularExpressions;
using GpioHub.Hub.Tests.Support;
using Xunit;

using Rig = GpioHub.Hub.Tests.Configuration.Rig;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>The rigs of config/ run as they stand, and what their comments say to type next works.</summary>
public sealed partial class ExampleCommandsSpec
{
    [Theory(DisplayName = "A rig of config/ starts as it stands, and each command in its comments is accepted")]
    [InlineData("config/demo.yaml", 4)]
    [InlineData("config/rigs/automotive-bench.yaml", 4)]
    [InlineData("config/rigs/two-guests-wired.yaml", 2)]
    [InlineData("config/rigs/ecu-arm.yaml", 3)]
    public async Task Typed(string file, int commands)
    {
        string text = await File.ReadAllTextAsync(Path.Combine(Rig.Repository, file));
        using var rig = new RigFolder(text + "\nhub: { sockets: SOCKETS }\n");      // not where a hub of this machine may be
        await using var run = await RunningHub.StartAsync(rig.Config);

        // "run" is above; mon and guest go on until they are interrupted.
        string[][] typed = [.. Command().Matches(text).Select(m => Words(m.Groups[1].Value))
            .Where(words => words[0] is "set" or "get" or "pulse" or "info" or "fault")];
        Assert.Equal(commands, typed.Length);
        foreach (string[] words in typed)
        {
            var result = await Cli.RunAsync(["--hub", Path.Combine(rig.Sockets, "control.sock"), .. words]);
            Assert.Equal((string.Join(' ', words), 0, ""), (string.Join(' ', words), result.Code, result.Error));
        }
    }

    /// <summary>As a shell would: quotes keep a word together.</summary>
    private static string[] Words(string line) => [.. Word().Matches(line).Select(m => m.Groups[1].Success ? m.Groups[1].Value : m.Value)];

    [GeneratedRegex("^#   gpiohub (.*?)(?: {2,}.*)?$", RegexOptions.Multiline)]
    private static partial Regex Command();

    [GeneratedRegex("\"([^\"]*)\"|[^ ]+")]
    private static partial Regex Word();
}
