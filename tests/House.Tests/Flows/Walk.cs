using System.Text.RegularExpressions;

namespace GpioHub.House.Tests.Flows;

/// <summary>One station of a walk through the hub, as docs/internals/flows.md tells it.</summary>
/// <param name="Line">Of the page, from 1.</param>
/// <param name="Name">Type.Method; of an actor that takes a message, the method that does.</param>
/// <param name="Message">The type of the message by which it is reached; null = it is called.</param>
/// <param name="From">Who calls it, or tells the message; null = the kernel, or the walk before.</param>
internal sealed record Station(int Line, string Name, string? Message, Station? From)
{
    public override string ToString() => $"line {Line}, {Name}";
}

/// <summary>A walk: a block of the page marked <c>walk</c>. A station is indented below the one that calls it, and stations below the same
/// one stand in the order of its calls.</summary>
internal sealed partial record Walk(string Title, IReadOnlyList<Station> Stations)
{
    public const string Page = "docs/internals/flows.md";

    /// <summary>Every walk of the page.</summary>
    /// <exception cref="FormatException">A line of a walk is no station.</exception>
    public static IReadOnlyList<Walk> All() => [.. Read(Repository.Lines(Page))];

    private static IEnumerable<Walk> Read(string[] lines)
    {
        string title = "";
        List<Station>? stations = null;
        var open = new Stack<(int Indent, Station Station)>();
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i];
            if (stations is null)
            {
                if (line.StartsWith("## ", StringComparison.Ordinal)) title = line[3..];
                else if (line == "```walk") (stations, open) = ([], []);
            }
            else if (line == "```")
            {
                yield return new Walk(title, stations);
                stations = null;
            }
            else
            {
                if (StationLine().Match(line) is not { Success: true } found)
                    throw new FormatException($"{Page}, line {i + 1}: expected [⟶ Message ⟶ ]Type.Method, found {line.Trim()}");
                int indent = found.Groups["indent"].Length;
                while (open.TryPeek(out var last) && last.Indent >= indent) open.Pop();
                string? message = found.Groups["message"] is { Success: true } told ? told.Value : null;
                var station = new Station(i + 1, found.Groups["name"].Value, message, open.TryPeek(out var from) ? from.Station : null);
                open.Push((indent, station));
                stations.Add(station);
            }
        }
    }

    [GeneratedRegex(@"^(?<indent> *)(⟶ (?<message>\w+) ⟶ )?(?<name>\w+\.\w+)(  +[^ ].*)?$")]
    private static partial Regex StationLine();
}
