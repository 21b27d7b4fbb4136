using System.CommandLine;
using System.Text.Json;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub set LINE=VALUE…</c>: it drives lines and buses, or with <c>=z</c> stops driving them.</summary>
internal static class SetVerb
{
    public static Command Create(VerbContext context)
    {
        var assignments = new Argument<string[]>("LINE=VALUE")
        {
            Description = "VALUE is 0, 1, inactive, active, off, on, false, true, or z to withdraw; of a bus 10, 0xa, 0b1010 or z",
            Arity = ArgumentArity.OneOrMore,
        };
        var command = new Command("set",
            "Drive lines and buses. A level stays until set again or =z (unlike gpioset, which lets go when it ends).")
        {
            assignments,
        };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async _ =>
        {
            var sets = parsed.GetValue(assignments)!.Select(Arguments.Setting).ToArray();
            var values = new Dictionary<string, string>();
            foreach (var (target, value) in sets)
            {
                if (!values.TryAdd(target.Text, value))
                    throw new CommandException(ExitCode.Usage, $"\"{target.Text}\" is there twice; a line can have one value");
            }

            using var hub = await context.FindHubAsync(parsed, cancel);
            if (sets.Length == 1) await hub.PutAsync($"{sets[0].Target.Path}/value", sets[0].Value, cancel);
            else await hub.PutJsonAsync("/v1/values", JsonSerializer.Serialize(values, WireJson.Default.DictionaryStringString), cancel);
            return ExitCode.Done;
        }));
        return command;
    }
}
