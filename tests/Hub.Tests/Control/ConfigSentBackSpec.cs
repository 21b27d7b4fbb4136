using System.Text.Json;
using GpioHub.Configuration;
using GpioHub.Hub.Control.Resources;
using GpioHub.Hub.Control.Wire;
using GpioHub.Hub.Tests.Configuration;
using GpioHub.Hub.Tests.Support;
using GpioHub.Rules.Plan;
using Xunit;
using Rig = GpioHub.Hub.Tests.Configuration.Rig;

namespace GpioHub.Hub.Tests.Control;

/// <summary><c>GET /v1/config</c> is a rig file: check, diff and apply take it (IF-3.8).</summary>
public sealed class ConfigSentBackSpec
{
    /// <summary>Every rig of config/, and every whole example of docs/configuration.md.</summary>
    public static TheoryData<string> Rigs() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Rig.Repository, "config"), "*.yaml", SearchOption.AllDirectories)
            .Select(file => File.ReadAllText(file)).Where(IsWhole),
        .. DocumentationSpec.Examples().Cast<object[]>().Select(row => (string)row[0]).Where(IsWhole),
        """
        chips:
          "a.b":
            driver: sim
            lines: ["X{{1}", { bias: pull-up }, "1", "null", "N: #", { name: TWICE }, { name: TWICE, activeLow: true, initial: high }]
          none: { driver: sim, lines: 0 }
          pins:
            driver: gpiochip
            match: { ID_PATH: "*{1}", label: "null" }
            lines: [{ offset: 3, name: "{alias}" }, { name: BYNAME, sample: off }, { offset: 9, debounce: 20us }]
        guests:
          g:
            socket: /tmp/{{g}.sock
            whenStopped: 20us
            requestsPerSecond: 7
            slots: 12
            lines: [{ from: "a.b/X{{1}", name: "{{" }, { line: 5, name: "" }, { from: a.b/5, access: out, onRelease: hold }, { from: pins/7 }]
          "null": { lines: [], slots: 1 }
        """,
    ];

    [Theory(DisplayName = "The configuration that GET gives means the same when it is sent back (IF-3.8)")]
    [MemberData(nameof(Rigs))]
    public void Same(string yaml)
    {
        var plan = Rig.Plan(yaml);
        string json = JsonSerializer.Serialize(ConfigResources.Effective(plan), WireJson.Readable.ConfigDocument);
        var diff = RigDiff.Between(plan, Rig.Plan(json), _ => true);

        Assert.Equal([], diff.Changes.Select(change => change.Text));
        Assert.Equal([], diff.Refused.Select(refused => refused.Reason));
    }

    [Fact(DisplayName = "GET, then POST to check, diff and apply: no change (IF-3.8)")]
    public async Task OverHttp()
    {
        using var rig = new RigFolder(await File.ReadAllTextAsync(Path.Combine(Rig.Repository, "config/demo.yaml"))
            + "\nhub: { sockets: SOCKETS }\n");
        await using var run = await RunningHub.StartAsync(rig.Config);
        string[] socket = ["--unix-socket", Path.Combine(rig.Sockets, "control.sock")];
        string file = Path.Combine(rig.Path, "now.json");
        await File.WriteAllTextAsync(file, (await Curl.RunAsync([.. socket, "http://hub/v1/config"])).Body);

        foreach (string verb in (string[])["check", "diff", "apply"])
        {
            var answer = await Curl.RunAsync([.. socket, "-H", "Content-Type: application/json", "--data-binary", $"@{file}",
                $"http://hub/v1/config/{verb}"]);
            Assert.Equal((verb, 200, """{"changes":[],"refused":[],"warnings":[]}"""), (verb, answer.Status, answer.Body));
        }
    }

    private static bool IsWhole(string yaml) =>
        ConfigurationLoader.LoadText(yaml, "/rigs/rig.yaml", Rig.User).Plan is not null;
}
