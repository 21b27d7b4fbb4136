using System.CommandLine;
using GpioHub.Hub.Commands.Doctor.Checks;
using GpioHub.Hub.Commands.Doctor.Gathering;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Transports.Chips;

namespace GpioHub.Hub.Commands.Doctor;

/// <summary>The verb <c>gpiohub doctor [RIG] [GUEST]</c>: what is wrong between a rig's file and a guest's interrupt, and what mends
/// it.</summary>
internal static class DoctorVerb
{
    public static Command Create(VerbContext context)
    {
        var rig = new Argument<string?>("RIG")
        {
            Description = "the rig's file; without it what the running hub has in force",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var guest = new Argument<string?>("GUEST") { Description = "a guest of it; all when left out", Arity = ArgumentArity.ZeroOrOne };
        var kernel = new Option<string?>("--kernel")
        {
            Description = "the guest's kernel (bzImage, vmlinux), or its configuration",
            HelpName = "PATH",
        };
        var probe = new Option<bool>("--probe")
        {
            Description = "request each free input of the rig's chips for a moment, to learn whether it interrupts: this touches pins",
        };
        var quiet = new Option<bool>("--quiet", "-q") { Description = "print only what is to be mended" };
        var output = new Option<string>("--output", "-o")
        {
            Description = "json: an object with all findings",
            HelpName = "text|json",
            DefaultValueFactory = _ => "text",
        };
        output.AcceptOnlyFromAmong("text", "json");
        var command = new Command("doctor", "Say what is wrong with this machine, rig, hub and guests, and what mends it.")
        {
            rig, guest, kernel, probe, quiet, output,
        };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, terminal => RunAsync(
            new DoctorQuestion(parsed.GetValue(rig), parsed.GetValue(guest), parsed.GetValue(kernel), parsed.GetValue(probe),
                parsed.GetValue(context.Hub)),
            new Surroundings("", terminal.Variable, new LinuxGpioKernel()), terminal,
            new DoctorOutput(parsed.GetValue(output) == "json", parsed.GetValue(quiet)), cancel)));
        return command;
    }

    /// <returns>0, or 1 if there is a problem.</returns>
    public static async Task<int> RunAsync(
        DoctorQuestion asked, Surroundings around, Terminal terminal, DoctorOutput form, CancellationToken cancel)
    {
        var found = DoctorCheck.Examine(await new Gatherer(around, terminal).GatherAsync(asked, cancel));
        if (form.Json) await terminal.Out.WriteLineAsync(DoctorDocument.Of(found));
        else await terminal.Out.WriteAsync(DoctorText.Of(found, form.Quiet, terminal.Paint));
        return DoctorText.IsHealthy(found) ? ExitCode.Done : ExitCode.Failed;
    }
}

/// <param name="Quiet">Only what is to be mended; for text.</param>
internal readonly record struct DoctorOutput(bool Json, bool Quiet);
