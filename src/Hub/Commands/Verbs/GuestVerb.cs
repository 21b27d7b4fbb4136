using System.CommandLine;
using GpioHub.GuestDriver.Tool;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>The verb <c>gpiohub guest SOCKET info|get|set|mon</c>: it acts as the guest of any vhost-user virtio-gpio back-end, without a
/// VM.</summary>
/// <remarks>A socket has one place for a front-end, and the verb takes it for as long as it runs. Source: IF-2.12.</remarks>
internal static class GuestVerb
{
    public static Command Create(VerbContext context)
    {
        var socket = new Argument<string>("SOCKET") { Description = "a guest's socket (its one front-end place is taken meanwhile)" };
        var packed = new Option<bool>("--packed")
        {
            Description = "with packed rings, as Linux has where they are offered",
            Recursive = true,
        };
        var command = new Command("guest", "Be a guest: drive a vhost-user virtio-gpio device from here.") { socket, packed };
        command.Add(Info(context, socket, packed));
        command.Add(Get(context, socket, packed));
        command.Add(Set(context, socket, packed));
        command.Add(Mon(context, socket, packed));
        return command;
    }

    private static Command Info(VerbContext context, Argument<string> socket, Option<bool> packed)
    {
        var command = new Command("info", "Show the device's lines.");
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, terminal => ActAsync(terminal, parsed.GetValue(packed), async tool =>
            await tool.InfoAsync(parsed.GetValue(socket)!, cancel))));
        return command;
    }

    private static Command Get(VerbContext context, Argument<string> socket, Option<bool> packed)
    {
        var lines = Lines();
        var numeric = new Option<bool>("--numeric") { Description = "print 0 and 1 only" };
        var command = new Command("get", "Read lines, as gpioget in a guest.") { lines, numeric };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, terminal => ActAsync(terminal, parsed.GetValue(packed), async tool =>
            await tool.GetAsync(parsed.GetValue(socket)!, parsed.GetValue(lines)!, parsed.GetValue(numeric), cancel))));
        return command;
    }

    private static Command Set(VerbContext context, Argument<string> socket, Option<bool> packed)
    {
        var assignments = new Argument<string[]>("LINE=VALUE")
        {
            Description = "name or number of a line, and its level",
            Arity = ArgumentArity.OneOrMore,
        };
        var keep = new Option<string?>("--for") { Description = "end after this time (default: when interrupted)", HelpName = "TIME" };
        var command = new Command("set", "Drive lines for as long as it runs, as gpioset in a guest.") { assignments, keep };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, terminal => ActAsync(terminal, parsed.GetValue(packed), async tool =>
        {
            var levels = parsed.GetValue(assignments)!.Select(Arguments.Assignment).Select(set => (set.Line, set.Value switch
            {
                "1" => true,
                "0" => false,
                _ => throw new CommandException(ExitCode.Usage, $"{set.Line}=z: a guest stops driving when it ends"),
            })).ToArray();
            TimeSpan? time = parsed.GetValue(keep) is { } text ? Arguments.Time(text) : null;
            using var interrupt = new Interrupt(cancel);
            await tool.SetAsync(parsed.GetValue(socket)!, levels, time, interrupt.Token);
        })));
        return command;
    }

    private static Command Mon(VerbContext context, Argument<string> socket, Option<bool> packed)
    {
        var lines = Lines();
        var count = new Option<long?>("--num-events", "-n") { Description = "end after this many edges", HelpName = "N" };
        var edges = new Option<string>("--edges", "-e")
        {
            Description = "which edges to wait for",
            HelpName = "rising|falling|both",
            DefaultValueFactory = _ => "both",
        };
        edges.AcceptOnlyFromAmong("rising", "falling", "both");
        var command = new Command("mon", "Wait for interrupts, as gpiomon in a guest.") { lines, count, edges };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, terminal => ActAsync(terminal, parsed.GetValue(packed), async tool =>
        {
            var type = parsed.GetValue(edges) switch
            {
                "rising" => IrqType.EdgeRising,
                "falling" => IrqType.EdgeFalling,
                _ => IrqType.EdgeBoth,
            };
            using var interrupt = new Interrupt(cancel);
            await tool.MonAsync(parsed.GetValue(socket)!, parsed.GetValue(lines)!, type, parsed.GetValue(count), interrupt.Token);
        })));
        return command;
    }

    private static Argument<string[]> Lines() => new("LINE") { Description = "name or number of a line", Arity = ArgumentArity.OneOrMore };

    private static async Task<int> ActAsync(Terminal terminal, bool packed, Func<GuestTool, Task> verb)
    {
        try
        {
            await verb(new GuestTool(terminal.Out, NearestName.Of, packed));
            return ExitCode.Done;
        }
        catch (GuestToolException e)
        {
            throw new CommandException(CodeOf(e.Failure), e.Message);
        }
    }

    private static int CodeOf(GuestToolFailure failure) => failure switch
    {
        GuestToolFailure.NoBackend => ExitCode.NoHub,
        GuestToolFailure.NoSuchLine => ExitCode.NotFound,
        GuestToolFailure.Busy => ExitCode.Busy,
        _ => ExitCode.Failed,
    };
}
