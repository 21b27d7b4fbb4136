using System.CommandLine;
using System.CommandLine.Help;
using GpioHub.Rules.Faults;

namespace GpioHub.Hub.Commands.Completion;

/// <summary>What a command line may go on with. It knows verbs and options from the commands themselves, and the names of the rig from its
/// source.</summary>
internal sealed class Completer(RootCommand root, INameSource source)
{
    private static readonly string[] Values = ["0", "1", "z"];

    /// <summary>The candidates that begin with what is typed; only <see cref="Candidate.File"/> = a file.</summary>
    public async Task<IReadOnlyList<Candidate>> OfAsync(ShellText typed)
    {
        var place = Place.Of(root, typed.Before);
        ParseResult parsed = root.Parse([.. typed.Before], new ParserConfiguration { ResponseFileTokenReplacer = null });
        IEnumerable<Candidate> all;
        if (place.Pending is { } option) all = await OfOptionAsync(option, place, parsed);
        else if (typed.Word.StartsWith("--", StringComparison.Ordinal) && typed.Word.Contains('='))
            all = await InlineAsync(typed.Word, place, parsed);
        else if (typed.Word.StartsWith('-') && !place.OnlyArguments) all = Options(place);
        else if (place.Argument is { } argument) all = await OfArgumentAsync(argument.Name, typed.Word, place, parsed);
        else all = Verbs(place.Command);
        Candidate[] found = [.. all.Where(candidate => candidate == Candidate.File
            || candidate.Text.StartsWith(typed.Word, StringComparison.Ordinal)).DistinctBy(candidate => candidate.Text)];
        return found.Contains(Candidate.File) ? [Candidate.File] : found;
    }

    private static IEnumerable<Candidate> Verbs(Command command) => command.Subcommands.Where(verb => !verb.Hidden)
        .Select(verb => new Candidate(verb.Name, verb.Description ?? ""));

    /// <summary>Options that are not there yet, by their long names.</summary>
    private static IEnumerable<Candidate> Options(Place place) => place.Options
        .Where(option => !option.Hidden && !place.Used.Contains(option))
        .Select(option => new Candidate(LongName(option), option.Description ?? ""));

    private static string LongName(Option option) =>
        option is HelpOption ? "--help" : option.Aliases.Prepend(option.Name).MaxBy(name => name.Length)!;

    /// <summary><c>--edges=ris</c>: what would follow, behind the equals sign.</summary>
    private async Task<IEnumerable<Candidate>> InlineAsync(string word, Place place, ParseResult parsed)
    {
        string name = word[..word.IndexOf('=', StringComparison.Ordinal)];
        if (place.Find(name) is not { } option) return [];
        return (await OfOptionAsync(option, place, parsed)).Where(value => value != Candidate.File)
            .Select(value => value with { Text = $"{name}={value.Text}" });
    }

    private async Task<IEnumerable<Candidate>> OfOptionAsync(Option option, Place place, ParseResult parsed) => option switch
    {
        { Name: "--guest" } => await GuestsAsync(place, parsed),
        { Name: "--level" } => Words("0", "1"),
        { HelpName: { } help } when help.Contains('|') && !help.Any(char.IsUpper) => Words(help.Split('|')),
        { HelpName: "PATH" or "PATH|VERSION" } => [Candidate.File],
        _ => [],
    };

    private async Task<IEnumerable<Candidate>> OfArgumentAsync(string argument, string word, Place place, ParseResult parsed)
    {
        if (argument is "CONFIG" or "FILE" or "RIG") return [Candidate.File];
        if (argument == "SHELL") return Words("bash", "zsh", "fish");
        if (argument == "KIND") return Kinds(place.Arguments.Count > 0 ? place.Arguments[0] : "");
        if (argument == "ID") return (await source.FaultsAsync(parsed)).Where(fault => !place.Arguments.Contains(fault.Text));
        if (argument == "GUEST") return await GuestsAsync(place, parsed);
        var names = await source.NamesAsync(parsed);
        if (argument == "SOCKET") return names.Sockets.Keys.Select(path => new Candidate(path, "socket")).DefaultIfEmpty(Candidate.File);
        bool ofGuest = place.Command.Parents.Any(parent => parent is Command { Name: "guest" });
        IEnumerable<Candidate> lines = ofGuest ? OfDevice(names, place) : Lines(names);
        return argument switch
        {
            "LINE" => lines.Where(line => !place.Arguments.Contains(line.Text)),
            "LINE=VALUE" => Assignments(lines, word),
            "TARGET" => [.. lines, .. names.Chips.Select(chip => new Candidate(chip, "chip"))],
            "WHAT" =>
            [
                .. names.Chips.Select(chip => new Candidate(chip, "chip")), .. names.Guests.Select(guest => new Candidate(guest, "guest")),
                .. lines,
            ],
            _ => [],
        };
    }

    private static IEnumerable<Candidate> Lines(KnownNames names) =>
    [
        .. names.Buses.Select(bus => new Candidate(bus.Name, $"bus of {Configuration.Counted.Of(bus.Lines, "line")}")),
        .. names.Lines.Select(line => new Candidate(line, "chip line")),
        .. names.GuestLines.Select(line => new Candidate(line.Name, line.From)),
    ];

    /// <summary>The lines of the guest whose socket stands before the verb.</summary>
    private static IEnumerable<Candidate> OfDevice(KnownNames names, Place place) =>
        place.Arguments.Count > 0 && names.Sockets.TryGetValue(Path.GetFullPath(place.Arguments[0]), out var lines)
            ? lines.Select(line => new Candidate(line, "line"))
            : [];

    /// <summary>Names with an equals sign; behind it, levels.</summary>
    private static IEnumerable<Candidate> Assignments(IEnumerable<Candidate> lines, string word)
    {
        foreach (var line in lines)
        {
            if (word.StartsWith($"{line.Text}=", StringComparison.Ordinal))
            {
                foreach (string value in Values) yield return new Candidate($"{line.Text}={value}", value == "z" ? "withdraw" : "");
            }
            else yield return line with { Text = $"{line.Text}=" };
        }
    }

    private static IEnumerable<Candidate> Kinds(string target)
    {
        bool ofLine = target.AsSpan().ContainsAny('/', ':');
        return FaultKinds.All.Where(kind => !ofLine || !FaultRules.IsOfChip(kind.Kind))
            .Select(kind => new Candidate(kind.Word, FaultRules.IsOfChip(kind.Kind) ? "of a chip" : "of a line"));
    }

    private async Task<IEnumerable<Candidate>> GuestsAsync(Place place, ParseResult parsed)
    {
        IReadOnlyList<string> known = place.Arguments.Count > 0 ? source.GuestsIn(place.Arguments[0]) : [];
        if (known.Count == 0) known = (await source.NamesAsync(parsed)).Guests;
        return known.Select(guest => new Candidate(guest, "guest"));
    }

    private static IEnumerable<Candidate> Words(params string[] words) => words.Select(word => new Candidate(word, ""));
}
