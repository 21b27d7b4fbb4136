using System.CommandLine;
using GpioHub.Actors.Hosting;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Hosting.Logging;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Succession;

namespace GpioHub.Hub.Commands.Run;

/// <summary>The verb <c>gpiohub run CONFIG</c>.</summary>
internal static class RunVerb
{
    /// <param name="rig">Makes what it runs.</param>
    public static Command Create(VerbContext context, Func<IRigRuntime> rig)
    {
        var config = new Argument<string>("CONFIG") { Description = "the rig's file" };
        var guest =
            new Option<string?>("--guest") { Description = "serve this guest only, as a vhost-user back-end program", HelpName = "NAME" };
        var socketPath = new Option<string?>("--socket-path") { Description = "that guest's socket", HelpName = "PATH" };
        var fd = new Option<int?>("--fd") { Description = "or that guest's socket, left open by the parent process", HelpName = "N" };
        var host = HostOption.Create();
        var control =
            new Option<string?>("--control") { Description = "control socket of a hub with --guest (default: none)", HelpName = "PATH" };
        var log = new Option<string>("--log")
        {
            Description = "how the log on stderr is written: text, or json, an object a line",
            HelpName = "text|json",
            DefaultValueFactory = _ => "text",
        };
        log.AcceptOnlyFromAmong("text", "json");
        var verbose = new Option<bool>("--verbose", "-v") { Description = "log every vhost-user message and every request of a guest" };
        // Both are read before the command line is (KeeperStart); here they are only known.
        var noKeep = new Option<bool>(KeeperStart.NoKeep) { Description = "run in one process: nothing outlives it (hub.keep)" };
        var kept = new Option<bool>(KeeperStart.Kept) { Hidden = true };
        var command = new Command("run", "Run a rig until SIGINT or SIGTERM.")
        {
            config, guest, host, socketPath, fd, control, log, verbose, noKeep, kept,
        };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            if (parsed.GetValue(fd) < 0)
                throw new CommandException(ExitCode.Usage, $"--fd {parsed.GetValue(fd)}: expected a descriptor's number");

            HostOption.Apply(parsed.GetValue(host));
            var options = new RunOptions(
                parsed.GetValue(config)!,
                parsed.GetValue(guest),
                parsed.GetValue(socketPath),
                parsed.GetValue(fd),
                parsed.GetValue(control),
                parsed.GetValue(log) == "json" ? LogForm.Json : LogForm.Text,
                parsed.GetValue(verbose));
            await using var logs = HubLogging.To(terminal.Log, options.Log, options.Verbose);
            var keeper = options.Guest is null ? KeeperContact.TakeEarly() : null;
            return await new RunCommand(terminal, rig(), logs, keeper).RunAsync(options, cancel);
        }, parsed.GetValue(log) == "json" ? text => TellAsJson(context.Terminal, text) : null));
        return command;
    }

    // The log that the run had has ended by now.
    private static void TellAsJson(Terminal terminal, string text)
    {
        using var logs = HubLogging.To(terminal.Log, LogForm.Json, verbose: false);
        logs.ForContext(LogSubject.Part, "hub").Fatal("{Problem}", text);
    }
}
