using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Hosts;

/// <summary>What README tells a new user to try: <c>./run.sh two-hosts</c>.</summary>
[Trait("Pulls", "cable")]
public sealed class TwoHostsScriptSpec
{
    [Fact(DisplayName = "./run.sh two-hosts: who types what it prints sees an edge cross, the cable pulled and plugged, and one edge " +
        "more; nothing of it stays behind (LK-07, LK-08)")]
    public async Task Typed()
    {
        await using var script = ChildProcess.Start("two-hosts.sh", Path.Combine(Repository.Root, "build/two-hosts.sh"), [],
            environment: new Dictionary<string, string> { ["GPIOHUB_PROGRAM"] = Repository.Hub });
        await script.Printed.LineAsync(line => line.StartsWith("Ctrl-C ends", StringComparison.Ordinal), "what to type");
        string[] commands = [.. script.Printed.Lines
            .Where(line => line.StartsWith("  ", StringComparison.Ordinal) && !line.Contains("run.sh linux", StringComparison.Ordinal))];
        Assert.Equal(6, commands.Length);
        await GuestSaysAsync("ivi", "inactive");
        await GuestSaysAsync("ecu", "inactive");

        await TypeAsync(commands[0]);
        await GuestSaysAsync("ivi", "rising");
        await GuestSaysAsync("ecu", "rising");
        Assert.Contains("bench-a  up", await TypeAsync(commands[1]), StringComparison.Ordinal);

        await TypeAsync(commands[2]);
        await script.Log.LineAsync(line => line.StartsWith("bench-b | error bench: bench-a is away", StringComparison.Ordinal), "the cut");
        Assert.Contains("bench-a  away for", await TypeAsync(commands[3]), StringComparison.Ordinal);
        await TypeAsync(commands[4]);
        await GuestSaysAsync("ivi", "falling");
        Assert.DoesNotContain(script.Printed.Lines, line => Says(line, "ecu", "falling"));
        await TypeAsync(commands[5]);
        await GuestSaysAsync("ecu", "falling");

        string folder = commands[0].Split(' ').Single(word => word.EndsWith("/control.sock", StringComparison.Ordinal));
        await Signals.TerminateAsync(script.Id);
        const int Sigterm = 143;
        Assert.Equal(Sigterm, await script.ExitAsync());
        Assert.False(Directory.Exists(Path.GetDirectoryName(Path.GetDirectoryName(folder))));
        Assert.DoesNotContain("bench-", (await ChildProcess.RunAsync("ip", "ip", ["netns", "list"])).Succeeded(),
            StringComparison.Ordinal);

        Task GuestSaysAsync(string guest, string what) =>
            script.Printed.LineAsync(line => Says(line, guest, what), $"guest {guest} to print {what}");
    }

    private static bool Says(string line, string guest, string what) =>
        line.Contains($"guest {guest} | ", StringComparison.Ordinal) && line.Contains(what, StringComparison.Ordinal);

    private static async Task<string> TypeAsync(string command) =>
        (await ChildProcess.RunAsync("sh", "sh", ["-c", $"cd {Repository.Root}; {command}"])).Succeeded();
}
