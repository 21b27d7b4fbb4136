using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>A User-Mode Linux whose kernel itself uses the hub's lines: tests/EndToEnd/Linux/uml.dts says which for what.</summary>
public sealed class KernelUsersBench() : BenchFixture(FrontEnd.UmlTree, Rig)
{
    private const string Rig = """
        chips:
          bench:
            driver: sim
            lines:
              - IGN
              - CRASH
              - LAMP
              - HORN
              - RESET
              - DIAL_A
              - DIAL_B
              - SCK
              - MOSI
              - LATCH
              - { name: SCL, bias: pull-up, drive: open-drain }
              - { name: SDA, bias: pull-up, drive: open-drain }
        guests:
          ivi:
            lines:
              - { name: IGN, from: bench/IGN }
              - { name: CRASH, from: bench/CRASH }
              - { name: LAMP, from: bench/LAMP, access: out }
              - { name: HORN, from: bench/HORN, access: out }
              - { name: RESET, from: bench/RESET, access: out }
              - { name: DIAL_A, from: bench/DIAL_A }
              - { name: DIAL_B, from: bench/DIAL_B }
              - { name: SCK, from: bench/SCK, access: out }
              - { name: MOSI, from: bench/MOSI, access: out }
              - { name: LATCH, from: bench/LATCH, access: out }
              - { name: SCL, from: bench/SCL, access: inout }
              - { name: SDA, from: bench/SDA, access: inout }
        """;

    /// <summary>Sets a line on the chip, and waits until the kernel's handler of that edge has run.</summary>
    public async Task EdgeAsync(string line, char level)
    {
        long before = (await Bench.Hub.InfoAsync()).Guest("ivi").Line(line).Delivered;
        await Bench.Hub.SetAsync($"bench/{line}", level);
        await Bench.Hub.UntilAsync(
            info => info.Guest("ivi").Line(line) is { Armed: true } l && l.Delivered == before + 1,
            $"{line} to be armed again after its edge");
    }

    /// <summary>Watches lines while a guest's command runs.</summary>
    /// <param name="last">The edge, "LINE rising", of which there are <paramref name="count"/> at the end.</param>
    public async Task<Watched> WatchAsync(string command, string last, int count, params string[] lines)
    {
        await using var monitor = Bench.Hub.StartCommand(["mon", .. lines.Select(l => $"bench/{l}")]);
        var levels = await Patience.UntilAsync(
            () => Task.FromResult(monitor.Printed.Lines), l => l.Count >= lines.Length, _ => "mon does not say the levels");
        var answer = await Bench.Guest.TryAsync(command);
        var edges = await Patience.UntilAsync(
            () => Task.FromResult<IReadOnlyList<string>>([.. monitor.Printed.Lines.Skip(lines.Length).Select(Edge)]),
            seen => seen.Count(edge => edge == last) >= count,
            seen => $"waited for {count} times {last}, got {string.Join(", ", seen)}; {command} says {answer}");
        var high = levels.Take(lines.Length).Where(l => l.EndsWith("=active", StringComparison.Ordinal)).Select(Line);
        return new Watched(answer, [.. high], edges);
    }

    /// <param name="printed">TIME, edge and "bench/LINE", with tabs between.</param>
    private static string Edge(string printed)
    {
        string[] words = printed.Split('\t', StringSplitOptions.TrimEntries);
        return $"{Line(words[2])} {words[1]}";
    }

    /// <param name="printed">"bench/LINE", in its quotes, and what follows.</param>
    private static string Line(string printed) => printed.Split('"')[1].Split('/')[1];
}

/// <summary>What was seen of lines while a guest's command ran.</summary>
/// <param name="High">Lines that were high before.</param>
/// <param name="Edges">"LINE rising" and "LINE falling", in the order in which the hub saw them.</param>
public sealed record Watched(Answer Answer, IReadOnlyList<string> High, IReadOnlyList<string> Edges);
