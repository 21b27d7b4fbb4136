using System.CommandLine;
using System.Text.Json;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub pulse LINE TIME</c>: the hub drives a line for a while, and lets go by itself.</summary>
/// <remarks>Source of <c>-t</c>: gpioset(1) of libgpiod 2.x. Here a list is played once unless <c>-n</c> says otherwise: gpioset ends with
/// its process, but the hub plays the list for nobody's process.</remarks>
internal static class PulseVerb
{
    public static Command Create(VerbContext context)
    {
        var line = new Argument<string>("LINE") { Description = "CHIP/LINE or GUEST:LINE, or a bus for every line of it" };
        var time = new Argument<string?>("TIME") { Description = "how long, as 20ms", Arity = ArgumentArity.ZeroOrOne };
        var toggle = new Option<string?>("--toggle", "-t")
        {
            Description = "toggle at the end of each of these times, as gpioset does",
            HelpName = "TIME[,TIME]…",
        };
        var repeat =
            new Option<int?>("--repeat", "-n") { Description = "play the times so often (default 1; 0 = until --stop)", HelpName = "N" };
        var level = new Option<string?>("--level") { Description = "the first level (default 1)", HelpName = "LEVEL" };
        var stop = new Option<bool>("--stop") { Description = "end the line's pulse now" };
        var command = new Command("pulse",
            "Drive a line for a while; then it is what it was before. It ends by itself, whatever becomes of this program.")
        {
            line, time, toggle, repeat, level, stop,
        };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async _ =>
        {
            string path = $"{Arguments.Target(parsed.GetValue(line)!).Path}/pulse";
            string?[] ways = [parsed.GetValue(time), parsed.GetValue(toggle), parsed.GetValue(stop) ? "" : null];
            if (ways.Count(way => way is not null) != 1)
                throw new CommandException(ExitCode.Usage, "pulse: expected one of TIME, --toggle and --stop");
            bool stops = parsed.GetValue(stop);
            if (stops && (parsed.GetValue(repeat) is not null || parsed.GetValue(level) is not null))
                throw new CommandException(ExitCode.Usage, "pulse: --stop takes neither --repeat nor --level");
            string body = stops ? "" : Body(ways[0] ?? ways[1]!, parsed.GetValue(level), parsed.GetValue(repeat));

            using var hub = await context.FindHubAsync(parsed, cancel);
            if (stops) await hub.DeleteAsync(path, cancel);
            else await hub.PostAsync(path, body, cancel);
            return ExitCode.Done;
        }));
        return command;
    }

    private static string Body(string times, string? level, int? repeat)
    {
        string[] each = times.Split(',');
        foreach (string time in each) Arguments.Time(time);
        int first = (level is null ? "1" : Arguments.Level(level)) switch
        {
            "1" => 1,
            "0" => 0,
            _ => throw new CommandException(ExitCode.Usage, "--level z: a pulse has a level"),
        };
        return JsonSerializer.Serialize(new PulseRequest(each, first, repeat ?? 1), WireJson.Default.PulseRequest);
    }
}
