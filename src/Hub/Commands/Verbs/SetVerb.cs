using System.CommandLine;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub set LINE=VALUE…</c>: it drives lines, or with <c>=z</c> stops driving them.</summary>
internal static class SetVerb
{
    public static Command Create(VerbContext context)
    {
        var assignments = new Argument<string[]>("LINE=VALUE")
        {
            Description = "VALUE is 0, 1, inactive, active, off, on, false, true, or z to withdraw",
            Arity = ArgumentArity.OneOrMore,
        };
        var command =
            new Command("set", "A level stays until set again or =z (unlike gpioset, which lets go when it ends).") { assignments };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async _ =>
        {
            var sets = parsed.GetValue(assignments)!.Select(Arguments.Assignment)
                .Select(set => (Path: HubClient.PathOf(Arguments.Line(set.Line)), set.Value)).ToArray();
            using var hub = await context.FindHubAsync(parsed, cancel);

            // If a later name is wrong, the first line must not be set.
            if (sets.Length > 1)
            {
                foreach (var (path, _) in sets) await hub.DocumentAsync(path, WireJson.Default.LineDocument, cancel);
            }

            foreach (var (path, value) in sets) await hub.PutAsync($"{path}/value", value, cancel);
            return ExitCode.Done;
        }));
        return command;
    }
}
