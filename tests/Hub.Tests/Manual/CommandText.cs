using System.CommandLine;
using GpioHub.Hub.Commands;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Tests.Manual;

/// <summary>The command line itself as text of manual pages.</summary>
internal static class CommandText
{
    public static readonly RootCommand Root = GpioHubCommand.Create(
        new VerbContext(new Terminal(TextWriter.Null, TextWriter.Null, _ => null)), () => throw new InvalidOperationException());

    /// <summary>The verbs that have a page.</summary>
    public static IEnumerable<Command> Verbs => Root.Subcommands.Where(verb => !verb.Hidden);

    /// <summary>A verb with those below it, if it has any.</summary>
    public static IEnumerable<Command> WithParts(Command verb) => verb.Subcommands.Where(part => !part.Hidden).Prepend(verb);

    /// <summary>Options of a verb, its own first, then those that every verb has. Of a part of a verb, its own alone.</summary>
    private static IEnumerable<Option> Options(Command command)
    {
        bool isPart = Above(command).Count() > 1;
        return (isPart ? [command] : Above(command).Prepend(command))
            .SelectMany(at => at.Options.Where(option => option.Recursive || at == command))
            .Where(option => !option.Hidden && !(isPart && option.Recursive));
    }

    /// <summary>Its names as one types them, short ones first: -o, --output.</summary>
    public static IEnumerable<string> Names(Option option) => option.Aliases.Prepend(option.Name)
        .Where(name => name.StartsWith('-')).Order(Comparer<string>.Create((a, b) => a.Length - b.Length));

    /// <summary>How a command is typed.</summary>
    public static string Synopsis(Command command)
    {
        string[] words =
        [
            Scd.Bold("gpiohub"), .. Above(command).Prepend(command).Reverse().SelectMany(part => Words(part, part == command)),
            .. command is RootCommand ? [Scd.Placeholder("VERB"), "…"] : Array.Empty<string>(),
        ];
        return string.Join(' ', words);
    }

    private static IEnumerable<Command> Above(Command command) =>
        command.Parents.OfType<Command>().SelectMany(above => Above(above).Prepend(above));

    /// <param name="isLast">It is the verb itself, not one above it.</param>
    private static IEnumerable<string> Words(Command command, bool isLast)
    {
        if (command is not RootCommand) yield return Scd.Bold(command.Name);
        foreach (var option in command.Options.Where(option => option.Required))
            yield return $"{Scd.Bold(option.Name)} {Scd.Placeholder(option.HelpName ?? "VALUE")}";
        if (isLast && command.Options.Any(option => !option.Required && !option.Hidden && !option.Recursive && option is not VersionOption))
            yield return $"[{Scd.Placeholder("options")}]";
        foreach (var argument in command.Arguments.Where(argument => !argument.Hidden))
        {
            string word = Scd.Placeholder(argument.Name) + (argument.Arity.MaximumNumberOfValues > 1 ? "…" : "");
            yield return argument.Arity.MinimumNumberOfValues == 0 ? $"[{word}]" : word;
        }
    }

    /// <summary>An item for each argument and each option.</summary>
    public static void WriteArguments(Scd page, Command command)
    {
        foreach (var argument in command.Arguments.Where(argument => !argument.Hidden))
            page.Item(Scd.Placeholder(argument.Name), Scd.Escaped(argument.Description ?? ""));
        foreach (var option in Options(command))
        {
            string names = string.Join(", ", Names(option).Select(Scd.Bold));
            page.Item(option.HelpName is { } value ? $"{names} {Scd.Placeholder(value)}" : names,
                $"{Scd.Escaped(option.Description ?? "")}{Default(option)}");
        }
    }

    private static string Default(Option option) =>
        option.Required ? ". Must be there."
        : option is Option<bool> || !option.HasDefaultValue || option.GetDefaultValue() is not { } value ? ""
        : $". Default: {Scd.Escaped($"{value}")}.";

    /// <summary>What a command is, as the second half of a NAME.</summary>
    public static string Purpose(Command command)
    {
        string text = command.Description!.TrimEnd('.');
        return Scd.Escaped(text.Length > 1 && char.IsLower(text[1]) ? $"{char.ToLowerInvariant(text[0])}{text[1..]}" : text);
    }
}
