using System.Text;
using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>What was seen of a chip's lines while something went on in a guest.</summary>
/// <param name="High">Lines that were high before.</param>
/// <param name="Edges">"LINE rising" and "LINE falling", in the order in which the hub saw them: as many as it has counted.</param>
public sealed record Watched(Answer Answer, IReadOnlyList<string> High, IReadOnlyList<string> Edges)
{
    /// <param name="action">When it has ended, so have the edges.</param>
    public static async Task<Watched> DuringAsync(HubProcess hub, string chip, string[] lines, Func<Task<Answer>> action)
    {
        ArgumentNullException.ThrowIfNull(hub);
        ArgumentNullException.ThrowIfNull(action);
        await using var monitor = hub.StartCommand(["mon", .. lines.Select(l => $"{chip}/{l}")]);
        var levels = await Patience.UntilAsync(
            () => Task.FromResult(monitor.Printed.Lines), l => l.Count >= lines.Length, _ => "mon does not say the levels");
        long before = await CountedAsync();
        var answer = await action();
        long count = await CountedAsync() - before;
        var edges = await Patience.UntilAsync(
            () => Task.FromResult<IReadOnlyList<string>>([.. monitor.Printed.Lines.Skip(lines.Length).Select(Edge)]),
            seen => seen.Count >= count,
            seen => $"waited for {count} edges, got {string.Join(", ", seen)}; {answer.Command} says {answer.Output}");
        var high = levels.Take(lines.Length).Where(l => l.EndsWith("=active", StringComparison.Ordinal)).Select(Line);
        return new Watched(answer, [.. high], edges);

        async Task<long> CountedAsync()
        {
            var info = await hub.InfoAsync();
            return lines.Sum(l => info.Line($"{chip}/{l}").Edges);
        }
    }

    public int Count(string edge) => Edges.Count(e => e == edge);

    /// <summary>What an I2C bus of the lines SCL and SDA, idle at first, carried: S is a start, P a stop, digits are bits.</summary>
    public string Bus()
    {
        var said = new StringBuilder();
        bool clock = true, data = true;
        char? bit = null;
        foreach (string edge in Edges)
        {
            bool rising = edge.EndsWith("rising", StringComparison.Ordinal);
            if (edge.StartsWith("SDA", StringComparison.Ordinal))
            {
                data = rising;
                if (!clock) continue;
                said.Append(rising ? " P" : " S ");
                bit = null;
            }
            else
            {
                clock = rising;
                if (rising) bit = data ? '1' : '0';
                else if (bit is not null) said.Append(bit);
            }
        }
        return said.ToString().Trim();
    }

    /// <param name="printed">TIME, edge and "CHIP/LINE", with tabs between.</param>
    private static string Edge(string printed)
    {
        string[] words = printed.Split('\t', StringSplitOptions.TrimEntries);
        return $"{Line(words[2])} {words[1]}";
    }

    /// <param name="printed">"CHIP/LINE", in its quotes, and what follows.</param>
    private static string Line(string printed) => printed.Split('"')[1].Split('/')[1];
}
