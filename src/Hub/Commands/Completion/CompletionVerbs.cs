using System.CommandLine;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Completion;

/// <summary>The verb <c>gpiohub completion SHELL</c>, and the one behind it that shells ask.</summary>
internal static class CompletionVerbs
{
    public static Command Script(VerbContext context)
    {
        var shell = new Argument<string>("SHELL") { Description = "bash, zsh or fish" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Print what makes a shell complete verbs, options and names of the running rig.") { shell };
        command.SetAction((parsed, _) => context.RunAsync(parsed, async terminal =>
        {
            await terminal.Out.WriteAsync(CompletionScripts.Of(parsed.GetValue(shell)!));
            return ExitCode.Done;
        }));
        return command;
    }

    /// <summary>For the scripts alone: a candidate a line, behind a tab what it is.</summary>
    /// <param name="root">The command line that is completed.</param>
    public static Command Complete(VerbContext context, RootCommand root)
    {
        var text = new Argument<string>("TEXT") { Description = "the command line up to the cursor" };
        var bash = new Option<string?>("--bash") { Description = "bare words, as readline replaces them", HelpName = "WORDBREAKS" };
        var command = new Command("complete", "Print what a command line may go on with.") { text, bash };
        command.Hidden = true;
        command.SetAction((parsed, _) => context.RunAsync(parsed, async terminal =>
        {
            var typed = ShellText.Of(parsed.GetValue(text)!);
            foreach (var candidate in await new Completer(root, new LiveNames(context)).OfAsync(typed))
            {
                await terminal.Out.WriteAsync(candidate == Candidate.File ? $"{candidate.Text}\n"
                    : parsed.GetValue(bash) is { } breaks ? $"{BashWord.Of(candidate.Text, typed, breaks)}\n"
                    : $"{candidate.Text}\t{candidate.Says}\n");
            }

            return ExitCode.Done;
        }));
        return command;
    }
}
