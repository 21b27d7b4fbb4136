using System.CommandLine;

namespace GpioHub.Hub.CommandLine.Verbs;

/// <summary>Verbs whose place is fixed but which are not built: refused by name.</summary>
internal static class LaterVerbs
{
    public static readonly string[] Names = ["pulse", "fault"];

    public static Command Create(string name, VerbContext context)
    {
        var rest = new Argument<string[]>("ARGUMENTS") { Arity = ArgumentArity.ZeroOrMore, CaptureRemainingTokens = true };
        var command = new Command(name, "Not supported yet.") { rest };
        command.Hidden = true;
        command.SetAction((parsed, _) => context.RunAsync(parsed, _ =>
            throw new CommandException(ExitCode.Failed, $"{name}: not supported yet")));
        return command;
    }
}
