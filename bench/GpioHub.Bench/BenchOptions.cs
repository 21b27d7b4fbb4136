namespace GpioHub.Bench;

/// <summary>The options of the command line.</summary>
/// <param name="HubProgram">Path of the published gpiohub.</param>
/// <param name="LimitProgram">Path of the bare back-end to compare it with; null = none.</param>
/// <param name="OtherProgram">Another build to measure in turns with it; null = none.</param>
/// <param name="PeerProgram">Path of vhost-device-gpio, to measure in turns with it; null = none.</param>
/// <param name="Only">Groups of rows; empty = all.</param>
/// <param name="HubSettings">Lines for the section <c>hub</c> of the measured configuration.</param>
internal sealed record BenchOptions(string HubProgram, string? LimitProgram, string? OtherProgram, string? PeerProgram,
    IReadOnlyList<string> Only, IReadOnlyList<string> HubSettings, bool Quick, bool Json)
{
    public const string Usage =
        """
        usage: bench/run.sh [--quick] [--only GROUP,…] [--json] [--set KEY=VALUE]… [--against PATH | --peer PATH]
          --quick          short runs: a first look, not a number to quote
          --only GROUP,…   of: roundtrip stream kept packed fresh interrupt handler edges guests size idle feed crowd limit reload scale
                           links growth
          --json           one JSON object per number, on stdout
          --set KEY=VALUE  a setting of the measured hub's configuration, such as poll=off or reactors=2
          --against PATH   the hot path of this build and of another gpiohub in turns: 9 ratios of each number
          --peer PATH      the same with vhost-device-gpio, built with its feature mock_gpio
          --limit PATH     the bare back-end that stands in the rows, instead of the one that is built of bench/limit
          --build          build what is measured, and measure nothing
        """;

    /// <summary>Only what is in turns with another is measured.</summary>
    public bool IsComparison => (OtherProgram ?? PeerProgram) is not null;

    /// <exception cref="BenchException">Not understood; the message is for the user.</exception>
    public static BenchOptions Parse(IReadOnlyList<string> words, IReadOnlyCollection<string> groups)
    {
        var options = new BenchOptions("", null, null, null, [], [], Quick: false, Json: false);
        for (int i = 0; i < words.Count; i++)
        {
            string Next() => ++i < words.Count ? words[i] : throw new BenchException($"{words[i - 1]} needs a value\n{Usage}");
            options = words[i] switch
            {
                "--hub" => options with { HubProgram = Next() },
                "--limit" => options with { LimitProgram = Next() },
                "--peer" => options with { PeerProgram = Next() },
                "--against" => options with { OtherProgram = Next() },
                "--only" => options with { Only = Groups(Next(), groups) },
                "--set" => options with { HubSettings = [.. options.HubSettings, Setting(Next())] },
                "--quick" => options with { Quick = true },
                "--json" => options with { Json = true },
                var other => throw new BenchException($"{other}: not understood\n{Usage}"),
            };
        }

        if (options is { OtherProgram: not null, PeerProgram: not null })
            throw new BenchException($"--against or --peer, not both\n{Usage}");
        return options.HubProgram.Length > 0 ? options : throw new BenchException($"--hub PATH is missing; bench/run.sh gives it\n{Usage}");
    }

    private static string[] Groups(string list, IReadOnlyCollection<string> known)
    {
        string[] asked = list.Split(',', StringSplitOptions.RemoveEmptyEntries);
        string? unknown = asked.FirstOrDefault(group => !known.Contains(group));
        return unknown is null ? asked : throw new BenchException($"--only {unknown}: expected {string.Join(", ", known)}");
    }

    private static string Setting(string text) =>
        text.Split('=', 2) is [var key, var value] ? $"{key}: {value}" : throw new BenchException($"--set {text}: expected KEY=VALUE");
}
