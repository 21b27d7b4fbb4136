using System.CommandLine;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub get LINE…</c>: levels as gpioget of libgpiod 2.x prints them, all on one line.</summary>
internal static class GetVerb
{
    public static Command Create(VerbContext context)
    {
        var lines = new Argument<string[]>("LINE")
        {
            Description = "CHIP/LINE or GUEST:LINE; LINE is a name or an offset",
            Arity = ArgumentArity.OneOrMore,
        };
        var numeric = new Option<bool>("--numeric") { Description = "print 0 and 1 only" };
        var command = new Command("get", "Print the level of lines.") { lines, numeric };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            LineAddress[] addresses = [.. parsed.GetValue(lines)!.Select(Arguments.Line)];
            using var hub = await context.FindHubAsync(parsed, cancel);
            var levels = new List<string>();
            foreach (var address in addresses)
            {
                string value = await hub.TextAsync($"{HubClient.PathOf(address)}/value", cancel);
                levels.Add(parsed.GetValue(numeric) ? value : $"\"{address}\"={(value == "1" ? "active" : "inactive")}");
            }

            await terminal.Out.WriteLineAsync(string.Join(' ', levels));
            return ExitCode.Done;
        }));
        return command;
    }
}
