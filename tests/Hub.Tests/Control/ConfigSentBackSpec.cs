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

    /// <summary>One file for all hosts, with what only that can say otherwise: what others may do with a line differs from what
    /// <c>set</c> may, two lines have one name, lines between those that are mapped.</summary>
    private const string OneForAll = """
        rig: { name: rig7 }
        hosts: { a: { at: 127.0.0.1:4053 }, "b{1..2}": { at: "127.0.1.{n}:4053", whenStopped: hold } }
        chips:
          s:
            driver: sim
            host: a
            lines:
              - OWN
              - { name: RR, control: read }
              - { name: RD, control: read }
              - { name: DR, control: drive }
              - { name: DD, resolve: wired-and }
              - { name: TWICE }
              - { name: TWICE, bias: pull-up }
              - "X{{1}"
              - "7"
              - {}
          pins: { driver: gpiochip, host: b1, label: gpio-sim.0, lines: [{ offset: 3, name: ALIAS, control: drive }, { name: BYNAME }] }
        guests:
          own: { host: a, lines: [{ from: s/OWN }, { from: pins/BYNAME, access: out }, { from: pins/ALIAS }, { from: pins/9 }] }
          "ecu-{1..2}":
            host: "b{n}"
            lines:
              - { from: s/RR }
              - { from: s/RD, access: out }
              - { from: s/DR }
              - { from: s/DD, access: inout }
              - { from: s/6 }
              - { from: s/5 }
              - { from: "s/X{{1}" }
              - { from: s/8 }
              - { from: s/9, access: out }
          pinned: { host: b1, lines: [{ from: pins/OWN9 }] }
        buses: { ALL: [s/RR, s/DD], OWN: [s/OWN, s/RR] }
        """;

    private static RigPlan PlanOf(string host, string yaml) =>
        ConfigurationLoader.LoadText(yaml, "/rigs/rig.yaml", Rig.User with { Name = host }) is { Plan: { } plan, Problems: var problems }
            ? plan
            : throw new InvalidOperationException(string.Join('\n', ConfigurationLoader.LoadText(yaml, "/rigs/rig.yaml",
                Rig.User with { Name = host }).Problems.Select(problem => problem.ToString())));

    [Theory(DisplayName =
        "What a hub gives as its part of one file for all hosts is that part: each line shared as it was, the file still known (IF-3.8)")]
    [InlineData("a")]
    [InlineData("b1")]
    [InlineData("b2")]
    public void OfOneForAll(string host)
    {
        var plan = PlanOf(host, OneForAll);
        string json = JsonSerializer.Serialize(ConfigResources.Effective(plan), WireJson.Readable.ConfigDocument);
        var diff = RigDiff.Between(plan, PlanOf(host, json), _ => true);

        Assert.Equal([], diff.Changes.Select(change => change.Text));
        Assert.Equal([], diff.Refused.Select(refused => refused.Reason));
        Assert.NotEqual(0UL, diff.Target.Links!.File);
        Assert.True(RigEquality.Same(plan, diff.Target));
        Assert.Equal(json, JsonSerializer.Serialize(ConfigResources.Effective(diff.Target), WireJson.Readable.ConfigDocument));
    }

    [Fact(DisplayName = "Whoever changes what he sends back has no longer the file that the other hosts have, and is told so (LK-14)")]
    public void OfOneForAllChanged()
    {
        var plan = PlanOf("a", OneForAll);
        string json = JsonSerializer.Serialize(ConfigResources.Effective(plan), WireJson.Readable.ConfigDocument);
        var diff = RigDiff.Between(plan, PlanOf("a", json.Replace("\"OWN\"", "\"OURS\"", StringComparison.Ordinal)
            .Replace("s/OWN", "s/OURS", StringComparison.Ordinal)), _ => true);

        Assert.Contains("another file of the rig", diff.Changes.Select(change => change.Text));
        Assert.Equal(0UL, diff.Target.Links!.File);
    }

    [Fact(DisplayName = "GET, then POST to check, diff and apply: no change (IF-3.8)")]
    public async Task OverHttp()
    {
        using var rig = new RigFolder(await File.ReadAllTextAsync(Path.Combine(Rig.Repository, "config/demo.yaml"))
            + "\nhub: { sockets: SOCKETS }\n");
        await using var run = await RunningHub.StartAsync(rig.Config);
        await SendBackAsync(rig);
    }

    [Fact(DisplayName = "GET, then POST to check, diff and apply, of a host whose file is for all hosts: no change (IF-3.8)")]
    public async Task OverHttpOfOneForAll()
    {
        using var rig = new RigFolder($$"""
            hub: { sockets: SOCKETS }
            rig: { name: rig7 }
            hosts: { a: { at: 127.0.0.1:{{Ports.Free()}} }, b: { at: 127.0.0.1:{{Ports.Free()}} } }
            chips:
              s: { driver: sim, host: a, lines: [OWN, { name: RD, control: read }, DR] }
              t: { driver: sim, host: b, lines: [SKIPPED, FAR] }
            guests:
              ivi: { host: a, lines: [{ from: s/OWN }, { from: t/FAR, access: out }] }
              ecu: { host: b, lines: [{ from: s/RD, access: out }, { from: s/DR }] }
            """);
        await using var hub = await KeptHub.StartAsync(rig.Config, "--host", "a");
        await SendBackAsync(rig, "\"unverified: 1 line of t (at b)\"");
        Assert.Equal(0, await hub.StopAsync());
    }

    private static async Task SendBackAsync(RigFolder rig, string warnings = "")
    {
        string[] socket = ["--unix-socket", Path.Combine(rig.Sockets, "control.sock")];
        string file = Path.Combine(rig.Path, "now.json");
        await File.WriteAllTextAsync(file, (await Curl.RunAsync([.. socket, "http://hub/v1/config"])).Body);

        foreach (string verb in (string[])["check", "diff", "apply"])
        {
            var answer = await Curl.RunAsync([.. socket, "-H", "Content-Type: application/json", "--data-binary", $"@{file}",
                $"http://hub/v1/config/{verb}"]);
            Assert.Equal((verb, 200, $$"""{"changes":[],"refused":[],"warnings":[{{warnings}}]}"""), (verb, answer.Status, answer.Body));
        }
    }

    private static bool IsWhole(string yaml) =>
        ConfigurationLoader.LoadText(yaml, "/rigs/rig.yaml", Rig.User).Plan is not null;
}
