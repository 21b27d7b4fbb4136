using System.CommandLine;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub get LINE…</c>: levels as gpioget of libgpiod 2.x prints them, values of buses, all on one line.</summary>
internal static class GetVerb
{
    public static Command Create(VerbContext context)
    {
        var lines = new Argument<string[]>("LINE")
        {
            Description = "CHIP/LINE or GUEST:LINE, LINE is a name or an offset; or a bus",
            Arity = ArgumentArity.OneOrMore,
        };
        var numeric = new Option<bool>("--numeric") { Description = "print 0 and 1 only, of buses decimal numbers" };
        var command = new Command("get", "Print the level of lines, and the value of buses.") { lines, numeric };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            Target[] targets = [.. parsed.GetValue(lines)!.Select(Arguments.Target)];
            bool plain = parsed.GetValue(numeric);
            using var hub = await context.FindHubAsync(parsed, cancel);
            var levels = new List<string>();
            foreach (var target in targets)
            {
                bool isBus = target.Line is null;
                string value = await hub.TextAsync($"{target.Path}/value{(isBus && !plain ? "?format=hex" : "")}", cancel);
                string shown = isBus ? value : value == "1" ? "active" : "inactive";
                levels.Add(plain ? value : $"\"{target.Text}\"={shown}");
            }

            await terminal.Out.WriteLineAsync(string.Join(' ', levels));
            return ExitCode.Done;
        }));
        return command;
    }
}
