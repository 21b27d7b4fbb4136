using System.Diagnostics;
using System.Text.Json;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>What is said of a start that fails, and of anything else when nobody can hear it.</summary>
public sealed class FailedStartSpec
{
    [Theory(DisplayName = "With --log json every line of a start that fails is an object, the last one too")]
    [InlineData("run", "/nowhere/rig.yaml", "--log", "json")]
    [InlineData("run", "/nowhere/rig.yaml", "--fd", "-5", "--log", "json")]
    public async Task Json(params string[] args)
    {
        var result = await Cli.RunAsync(args);

        Assert.NotEqual(0, result.Code);
        string[] lines = result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        string[] levels = [.. lines.Select(line =>
        {
            using var json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("@l").GetString()!;
        })];
        Assert.Equal("Fatal", levels[^1]);
    }

    [Theory(DisplayName = "A group of the API's sockets that this machine does not have is an error of the file: exit 78")]
    [InlineData("controlGroup")]
    [InlineData("viewGroup")]
    public async Task NoSuchGroup(string key)
    {
        using var rig = new RigFolder($"hub: {{ sockets: SOCKETS, {key}: nobody-here }}\nchips: {{}}\n");

        var result = await Cli.RunAsync(["run", rig.Config], [], () => new RigRuntime());

        Assert.Equal((78, $"gpiohub: hub.{key}: no group \"nobody-here\" on this machine\n"), (result.Code, result.Error));
    }

    [Theory(DisplayName = "With a closed stderr a verb that fails ends with its exit code")]
    [InlineData("info --hub /nowhere", 3)]
    [InlineData("check /nowhere/rig.yaml", 78)]
    [InlineData("run /nowhere/rig.yaml", 78)]
    [InlineData("frobnicate", 2)]
    public async Task ClosedError(string line, int code)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "gpiohub");
        using var ended = Process.Start("/bin/sh", ["-c", $"exec '{program}' {line} >/dev/null 2>&-"]);
        await ended.WaitForExitAsync();
        Assert.Equal(code, ended.ExitCode);
    }
}
