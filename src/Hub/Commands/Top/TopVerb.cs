using System.CommandLine;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Top;

/// <summary>The verb <c>gpiohub top</c>: a live table of nets and guests, with keys to drive them. Source: IF-2.17.</summary>
internal static class TopVerb
{
    public static Command Create(VerbContext context)
    {
        var interval = new Option<string?>("--interval", "-d") { Description = "time between two looks (default 1s)", HelpName = "TIME" };
        var command = new Command("top", "Watch nets and guests live in a terminal; keys drive and pulse lines.") { interval };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            var pause = Arguments.Time(parsed.GetValue(interval) ?? "1s");
            if (pause < TimeSpan.FromMilliseconds(50.0)) throw new CommandException(ExitCode.Usage, "--interval: expected 50ms or more");
            if (!terminal.OutIsTerminal || Console.IsInputRedirected)
                throw new CommandException(ExitCode.Usage, "top needs a terminal; gpiohub info prints the same once");
            using var interrupt = new Interrupt(cancel);
            using var hub = await context.FindHubAsync(parsed, interrupt.Token);   // without one it does not begin
            await new TopLoop(context, parsed, terminal, pause).RunAsync(hub, interrupt.Token);
            return ExitCode.Done;
        }));
        return command;
    }
}
