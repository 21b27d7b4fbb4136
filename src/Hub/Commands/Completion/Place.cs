using System.CommandLine;

namespace GpioHub.Hub.Commands.Completion;

/// <summary>Where in a command line the next word stands. Pure.</summary>
/// <param name="Command">The verb.</param>
/// <param name="Pending">The option whose value the next word is; null = none.</param>
/// <param name="Arguments">Arguments so far, those of the verbs above included.</param>
/// <param name="OnlyArguments">A <c>--</c> stands before.</param>
/// <param name="Used">Options that are there.</param>
/// <param name="Argument">What the next word is, unless it is a verb or an option; null = a verb, or nothing more.</param>
internal sealed record Place(Command Command, Option? Pending, IReadOnlyList<string> Arguments, bool OnlyArguments,
    IReadOnlyCollection<Option> Used, Argument? Argument)
{
    /// <summary>Options that may stand here.</summary>
    public IEnumerable<Option> Options
    {
        get
        {
            for (Command? at = Command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
            {
                foreach (var option in at.Options)
                    if (option.Recursive || at == Command) yield return option;
            }
        }
    }

    /// <summary>The option of this name or alias.</summary>
    public Option? Find(string name) => Options.FirstOrDefault(option => option.Name == name || option.Aliases.Contains(name));

    /// <param name="words">Those before the next one.</param>
    public static Place Of(RootCommand root, IReadOnlyList<string> words)
    {
        var at = new Place(root, null, [], false, [], null);
        var ofVerb = 0;
        foreach (string word in words)
        {
            if (at.Pending is not null) at = at with { Pending = null };
            else if (word == "--" && !at.OnlyArguments) at = at with { OnlyArguments = true };
            else if (!at.OnlyArguments && word.StartsWith('-') && word.Length > 1)
            {
                if (at.Find(word.Split('=')[0]) is not { } option) continue;
                bool takes = option.Arity.MaximumNumberOfValues > 0 && option is not Option<bool> && !word.Contains('=');
                at = at with { Pending = takes ? option : null, Used = [.. at.Used, option] };
            }
            else if (ofVerb >= at.Command.Arguments.Count && at.Command.Subcommands.FirstOrDefault(verb => verb.Name == word) is { } verb)
            {
                at = at with { Command = verb };
                ofVerb = 0;
            }
            else
            {
                at = at with { Arguments = [.. at.Arguments, word] };
                ofVerb++;
            }
        }

        return at with { Argument = ArgumentAt(at.Command, ofVerb) };
    }

    private static Argument? ArgumentAt(Command command, int place)
    {
        if (place < command.Arguments.Count) return command.Arguments[place];
        // The last one may take any number.
        return command.Arguments is [.., var last] && last.Arity.MaximumNumberOfValues > 1 ? last : null;
    }
}
