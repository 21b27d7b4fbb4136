using System.CommandLine;
using System.CommandLine.Parsing;

namespace GpioHub.Hub.Commands;

/// <summary>Mistyped verbs and options, told with the nearest that there is. Source: IF-2.9.</summary>
internal static class Slips
{
    /// <returns>For a person; null = there is none.</returns>
    public static string? Of(ParseResult parsed) =>
        parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash) ? null : UnknownOption(parsed) ?? UnknownVerb(parsed);

    private static string? UnknownOption(ParseResult parsed)
    {
        // What the parser does not know as an option it takes for an argument. No argument of ours begins with a dash, but a number may.
        Token? unknown = parsed.Tokens.FirstOrDefault(token =>
            token.Type == TokenType.Argument && token.Value is ['-', not (>= '0' and <= '9'), ..]);
        if (unknown is null) return null;
        string name = unknown.Value.Split('=')[0];
        var options = new List<string>();
        for (Symbol? at = parsed.CommandResult.Command; at is Command command; at = command.Parents.FirstOrDefault())
        {
            options.AddRange(command.Options.Where(option => !option.Hidden && (option.Recursive || at == parsed.CommandResult.Command))
                .SelectMany(option => option.Aliases.Prepend(option.Name)));
        }
        return $"no option \"{name}\"{Near(name, options.Where(option => option.StartsWith("--", StringComparison.Ordinal)))}";
    }

    private static string? UnknownVerb(ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        if (command.Subcommands.Count == 0 || parsed.UnmatchedTokens.Count == 0) return null;
        string before = command is RootCommand ? "" : $"{command.Name} ";
        string[] verbs = [.. command.Subcommands.Select(verb => verb.Name)];
        string near = NearestName.Of(parsed.UnmatchedTokens[0], verbs) is { } nearest
            ? $"; did you mean {before}{nearest}?"
            : $"; there are {string.Join(", ", verbs)}";
        return $"no verb \"{before}{parsed.UnmatchedTokens[0]}\"{near}";
    }

    private static string Near(string name, IEnumerable<string> names) =>
        NearestName.Of(name, names) is { } near ? $"; did you mean {near}?" : "";
}
