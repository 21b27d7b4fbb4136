using System.CommandLine;
using System.Text;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Qemu;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Init;

/// <summary>The verb <c>gpiohub init [FILE]</c>: a rig's file to begin with, for what there is on this host.</summary>
internal static class InitVerb
{
    private const string DefaultFile = "rig.yaml";

    public static Command Create(VerbContext context)
    {
        var file = new Argument<string?>("FILE")
        {
            Description = $"what to write: {DefaultFile} when left out; - is stdout",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var force = new Option<bool>("--force") { Description = "write it although there is such a file" };
        var command = new Command("init", "Write a rig's file for what this host has: gpiochips, QEMU, libvirt's guests.") { file, force };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            string path = parsed.GetValue(file) ?? DefaultFile;
            var finder = new HostFinder(new LinuxGpioKernel(), home: terminal.Variable("HOME"));
            var facts = finder.Find(await InstalledQemu.VersionAsync(InstalledQemu.ProgramName, cancel),
                runner: path == InitialRig.OfService ? InitialRig.ServiceUser : null,
                asker: Identity.EffectiveUserId == 0 ? null : Environment.UserName);
            if (path == "-") await terminal.Out.WriteAsync(RigText.Of(facts, DefaultFile).Text);
            else
            {
                var rig = RigText.Of(facts, path);
                Write(path, rig.Text, parsed.GetValue(force));
                await terminal.Out.WriteAsync(rig.Next(path, ThisProgram.Name));
            }
            return ExitCode.Done;
        }));
        return command;
    }

    private static void Write(string path, string text, bool force)
    {
        try
        {
            using var file = new FileStream(path, force ? FileMode.Create : FileMode.CreateNew, FileAccess.Write);
            file.Write(Encoding.UTF8.GetBytes(text));
        }
        catch (IOException) when (!force && File.Exists(path))
        {
            throw new CommandException(ExitCode.Failed, $"{path} is there already; --force replaces it");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, e.Message);
        }
    }
}
