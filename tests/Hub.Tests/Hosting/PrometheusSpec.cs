using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using GpioHub.Actors.Contract;
using GpioHub.Hub.Control.Metrics;
using GpioHub.Hub.Tests.Configuration;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

/// <summary>A real hub's metrics, the alerts and the dashboard, judged by promtool, which is not ours (IF-3.21).</summary>
public sealed partial class PrometheusSpec : IDisposable
{
    private static readonly string Share = Path.Combine(Rig.Repository, "share");

    private readonly RigFolder _rig = new("""
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN, CRASH] }
          doors: { driver: gpiochip, match: { label: no such label }, lines: [{ name: LATCH }] }
        guests:
          ivi: { lines: [{ name: IGN, from: bench/IGN }] }
          "ecu-{1..3}": { lines: [{ name: CRASH, from: bench/CRASH }, { name: LATCH, from: doors/LATCH }] }
        """);

    public void Dispose() => _rig.Dispose();

    [Fact(DisplayName = "promtool finds nothing to say about the metrics of a hub, and an interrupt that a guest has had is in them")]
    public async Task Metrics()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        string socket = Path.Combine(_rig.Sockets, "control.sock");
        using var guest = new WatchedWriter();
        var inGuest = Cli.WatchAsync(["guest", Path.Combine(_rig.Sockets, "ivi.sock"), "mon", "-n", "1", "IGN"], guest);
        await guest.SeenAsync("\"IGN\"=inactive\n");
        Assert.Equal(0, (await Cli.RunAsync("--hub", socket, "set", "bench/IGN=1")).Code);
        Assert.Equal((0, ""), await inGuest);

        foreach (string query in (string[])["", "?nets=1"])
        {
            var scrape = await Scrape.OfAsync(socket, query);
            Assert.Equal(new CliResult(0, "", ""), await Promtool.RunAsync(scrape.Text, null, "check", "metrics"));
            Assert.Equal((1, 0), (scrape["gpiohub_chip_up{chip=\"bench\"}"], scrape["gpiohub_chip_up{chip=\"doors\"}"]));
            Assert.Equal((1, 1, 0), (scrape["gpiohub_edges_total{chip=\"bench\"}"],
                scrape["gpiohub_guest_interrupts_total{guest=\"ivi\"}"], scrape["gpiohub_guest_interrupts_total{guest=\"ecu-1\"}"]));
            Assert.Equal(1, scrape["gpiohub_interrupt_latency_seconds_count{guest=\"ivi\"}"]);
            double took = scrape["gpiohub_interrupt_latency_seconds_sum{guest=\"ivi\"}"];
            Assert.True(took > 0, "the hub took no time at all");
            Assert.Equal(took <= 0.5 ? 1 : 0, scrape["gpiohub_interrupt_latency_seconds_bucket{guest=\"ivi\",le=\"0.5\"}"]);
            Assert.True(scrape["gpiohub_reactor_turns_total{reactor=\"0\"}"] > 0, "no turn was counted");
            using var self = Process.GetCurrentProcess();                  // the hub runs in it
            double started = new DateTimeOffset(self.StartTime).ToUnixTimeMilliseconds() / 1000.0;
            Assert.Equal(started, scrape["process_start_time_seconds"], 1.0);
        }
    }

    [Fact(DisplayName =
        "promtool takes the alerts, and each of them comes and goes when it should: a chip that fails, edges that are lost")]
    public async Task Rules()
    {
        string folder = Path.Combine(Share, "prometheus");
        var check = await Promtool.RunAsync("", folder, "check", "rules", "gpiohub.rules.yml");
        Assert.Equal((0, ""), (check.Code, check.Error));
        Assert.Contains("7 rules found", check.Out, StringComparison.Ordinal);
        var test = await Promtool.RunAsync("", folder, "test", "rules", "gpiohub.rules.test.yml");
        Assert.True(test.Code == 0, test.Out + test.Error);
        string rules = await File.ReadAllTextAsync(Path.Combine(folder, "gpiohub.rules.yml"));
        string played = await File.ReadAllTextAsync(Path.Combine(folder, "gpiohub.rules.test.yml"));
        string[] alerts = [.. AlertName().Matches(rules).Select(match => match.Groups[1].Value)];
        Assert.Equal(7, alerts.Length);
        Assert.All(alerts, alert => Assert.Matches($"alertname: {alert}\n +exp_alerts:\n", played));
    }

    [Fact(DisplayName =
        "Every metric of the dashboard, the alerts and the guide is in a scrape, and every one of a scrape is in the guide")]
    public async Task Names()
    {
        await using var run = await RunningHub.StartAsync(_rig.Config);
        var alone = await Scrape.OfAsync(Path.Combine(_rig.Sockets, "view.sock"), "?nets=1");
        var scrape = new Scrape(alone.Text + Links());                     // this hub is of a rig of one host
        string guide = await File.ReadAllTextAsync(Path.Combine(Rig.Repository, "docs/guide/metrics.md"));
        string rules = await File.ReadAllTextAsync(Path.Combine(Share, "prometheus/gpiohub.rules.yml"));
        string[] used = [.. (await ExpressionsAsync()).Append(rules).Append(guide).SelectMany(Mentioned).Distinct()];
        Assert.Contains("gpiohub_interrupt_latency_seconds_bucket", used);
        var there = scrape.Names.Append("gpiohub_interrupt_latency_seconds").ToHashSet();
        Assert.Empty(used.Except(there));

        string[] told = [.. Mentioned(guide).Distinct()];
        Assert.Empty(scrape.Names.Select(name => Regex.Replace(name, "_(bucket|sum|count)$", "")).Distinct().Except(told));
    }

    /// <summary>What the scrape of a hub with a link adds.</summary>
    private static string Links()
    {
        var text = new MetricsText();
        var link = new LinkSnapshot("b", "b:4053", LinkPhase.Up, 0, null, 1, 1, 0, true, false) { RoundTripNs = 1, OffsetNs = 1 };
        LinkMetrics.Write(text, [link]);
        return Encoding.UTF8.GetString(text.Text.Span);
    }

    [Fact(DisplayName = "promtool can read every expression of the dashboard")]
    public async Task Dashboard()
    {
        var expressions = await ExpressionsAsync();
        Assert.True(expressions.Count > 20, $"only {expressions.Count} expressions found");
        var records = expressions.Select((expression, number) => $"  - record: e{number}\n    expr: |\n      {Filled(expression)}\n");
        string file = Path.Combine(_rig.Path, "dashboard.yml");
        await File.WriteAllTextAsync(file, $"groups:\n- name: dashboard\n  rules:\n{string.Concat(records)}");
        var check = await Promtool.RunAsync("", null, "check", "rules", file);
        Assert.True(check.Code == 0, check.Out + check.Error);
    }

    [Fact(DisplayName = "promtool takes the scrape's configuration that the guide shows, with the rules that it names")]
    public async Task GuideConfiguration()
    {
        string guide = await File.ReadAllTextAsync(Path.Combine(Rig.Repository, "docs/guide/metrics.md"));
        string token = Path.Combine(_rig.Path, "gpiohub.token"), file = Path.Combine(_rig.Path, "prometheus.yml");
        string text = PrometheusBlock().Match(guide).Groups[1].Value;
        Assert.Contains("/etc/prometheus/gpiohub.token", text, StringComparison.Ordinal);
        await File.WriteAllTextAsync(token, "secret");
        File.Copy(Path.Combine(Share, "prometheus/gpiohub.rules.yml"), Path.Combine(_rig.Path, "gpiohub.rules.yml"));
        await File.WriteAllTextAsync(file, text.Replace("/etc/prometheus/gpiohub.token", token, StringComparison.Ordinal));
        var check = await Promtool.RunAsync("", _rig.Path, "check", "config", file);
        Assert.True(check.Code == 0, check.Out + check.Error);
        Assert.Contains("1 rule files found", check.Out, StringComparison.Ordinal);
    }

    /// <summary>Every query of the dashboard, those of its variables and marks included.</summary>
    private static async Task<IReadOnlyList<string>> ExpressionsAsync()
    {
        using var dashboard = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(Share, "grafana/gpiohub.json")));
        return [.. Find(dashboard.RootElement)];

        static IEnumerable<string> Find(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
                property.Name is "expr" or "definition" ? [property.Value.GetString()!] : Find(property.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Find),
            _ => [],
        };
    }

    /// <summary>An expression as Grafana sends it; of a variable, what it looks for.</summary>
    private static string Filled(string expression) => LabelValues().Replace(expression, "$1")
        .Replace("$__rate_interval", "5m", StringComparison.Ordinal)
        .Replace("$job", ".*", StringComparison.Ordinal).Replace("$instance", ".*", StringComparison.Ordinal)
        .Replace("$chip", ".*", StringComparison.Ordinal).Replace("$guest", ".*", StringComparison.Ordinal);

    private static IEnumerable<string> Mentioned(string text) => MetricName().Matches(text).Select(match => match.Value);

    [GeneratedRegex(@"\b(gpiohub|process)_[a-z_]+\b")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"- alert: (\w+)")]
    private static partial Regex AlertName();

    [GeneratedRegex(@"^label_values\((.*), \w+\)$")]
    private static partial Regex LabelValues();

    [GeneratedRegex("```yaml\n# prometheus.yml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex PrometheusBlock();
}
