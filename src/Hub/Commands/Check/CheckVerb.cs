using System.CommandLine;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Check;

/// <summary>The verb <c>gpiohub check CONFIG</c>: every problem of a file at once.</summary>
internal static class CheckVerb
{
    public static Command Create(VerbContext context)
    {
        var config = new Argument<string>("CONFIG") { Description = "the rig's file" };
        var command = new Command("check", "Check a rig's file; needs neither hub nor hardware.") { config };
        command.SetAction((parsed, _) => context.RunAsync(parsed, terminal =>
            Task.FromResult(CheckCommand.Run(parsed.GetValue(config)!, terminal.Out, terminal.Error))));
        return command;
    }
}
