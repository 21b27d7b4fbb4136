using System.CommandLine;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Shell;

namespace GpioHub.Hub.Commands.Check;

/// <summary>The verb <c>gpiohub check CONFIG</c>: every problem of a file at once, without hardware. Source: IF-1.13.</summary>
internal static class CheckVerb
{
    public static Command Create(VerbContext context)
    {
        var config = new Argument<string>("CONFIG") { Description = "the rig's file" };
        var sockets = new Option<bool>("--sockets")
        {
            Description = "print the guests' sockets as a unit for systemd, so that VMs may start before the hub",
        };
        var host = HostOption.Create();
        var command = new Command("check", "Check a rig's file; needs neither hub nor hardware.") { config, sockets, host };
        command.SetAction((parsed, _) => context.RunAsync(parsed, terminal => Task.FromResult(parsed.GetValue(sockets)
            ? PrintSockets(parsed.GetValue(config)!, HostOption.IdentityOf(parsed.GetValue(host)), terminal)
            : Run(parsed.GetValue(config)!, parsed.GetValue(host), terminal))));
        return command;
    }

    private static int PrintSockets(string path, HostIdentity host, Terminal terminal)
    {
        var result = ConfigurationLoader.Load(path, host, TokenFiles.Unread);
        foreach (var problem in result.Problems) terminal.Error.WriteLine(problem);
        if (result.Plan is not { } plan) return ExitCode.BadConfig;
        terminal.Out.Write(SocketUnit.Of(plan, path));
        return ExitCode.Done;
    }

    /// <summary>The same for a person: with colours on a terminal, and with how long it takes if that is long.</summary>
    /// <param name="host">Of a file for all hosts, the one whose plan is wanted; null = the whole rig.</param>
    public static int Run(string path, string? host, Terminal terminal)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        int code;
        using (new Progress(terminal, $"checking {PrintableText.Of(path)}"))
            code = Run(path, output, error, HostOption.IdentityOf(host), host is null);
        terminal.Error.Write(CheckColours.OfProblems(error.ToString(), terminal.ErrorPaint));
        terminal.Out.Write(CheckColours.OfCrossbar(output.ToString(), terminal.Paint));
        return code;
    }

    /// <param name="path">The file, as the user named it.</param>
    /// <param name="output">Gets, if the file is right, first one line, <c>rig.yaml: ok · 1 chip, 3 guests, 5 nets</c>, then the
    /// <see cref="Crossbar"/>.</param>
    /// <param name="error">Gets a line for each problem, in file order.</param>
    /// <param name="host">The machine for which it is checked; null = this one.</param>
    /// <param name="wholeRig">Of a file for all hosts the rig is shown whole, not one host's part of it.</param>
    /// <returns>The exit code: 0 or 78.</returns>
    public static int Run(string path, TextWriter output, TextWriter error, HostIdentity? host = null, bool wholeRig = true)
    {
        host ??= HostIdentity.Current;
        LoadResult result = ConfigurationLoader.Load(path, host with { IsAnyHost = wholeRig }, TokenFiles.Checked);
        foreach (ConfigProblem problem in result.Problems) error.WriteLine(problem);
        if ((wholeRig ? result.Whole : result.Plan) is not { } plan) return ExitCode.BadConfig;
        output.WriteLine($"{path}: ok · " + (result.Hosts.IsEmpty ? "" : $"{Counted.Of(result.Hosts.Length, "host")}, ") +
            $"{Counted.Of(plan.Chips.Length, "chip")}, {Counted.Of(plan.Guests.Length, "guest")}, " +
            Counted.Of(wholeRig ? result.NetCount : NetName.All(plan).Count(), "net") +
            (plan.Buses.IsEmpty ? "" : $", {Counted.Of(plan.Buses.Length, "bus")}"));
        foreach (string line in HostsTable.Of(wholeRig && !result.Hosts.IsEmpty ? result.Hosts : [plan])) output.WriteLine(line);
        foreach (string line in Crossbar.Of(plan)) output.WriteLine(line);
        return ExitCode.Done;
    }
}
