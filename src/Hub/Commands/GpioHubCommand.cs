using System.CommandLine;
using GpioHub.Hub.Commands.Check;
using GpioHub.Hub.Commands.Completion;
using GpioHub.Hub.Commands.Doctor;
using GpioHub.Hub.Commands.Init;
using GpioHub.Hub.Commands.Rig;
using GpioHub.Hub.Commands.Run;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Commands.Top;
using GpioHub.Hub.Commands.Verbs;
using GpioHub.Hub.Commands.Web;
using GpioHub.Hub.Hosting.Rigs;

namespace GpioHub.Hub.Commands;

/// <summary>The program's command line. Verbs do not depend on each other: those that talk to a running hub load no server and no
/// actors.</summary>
internal static class GpioHubCommand
{
    /// <summary>Parses and runs one command line.</summary>
    /// <param name="rig">Makes what the verb <c>run</c> runs; other verbs do not call it.</param>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(string[] args, Terminal terminal, Func<IRigRuntime> rig, CancellationToken cancel = default)
    {
        try
        {
            return await ParsedAsync(args, terminal, rig, cancel);
        }
        catch (OutputException e)       // of what is no verb's: --help, --version
        {
            return VerbContext.Unwritten(e, text => terminal.Error.WriteLine($"gpiohub: {text}"));
        }
    }

    private static async Task<int> ParsedAsync(string[] args, Terminal terminal, Func<IRigRuntime> rig, CancellationToken cancel)
    {
        // VU-56: everything else on the line is ignored.
        if (args.Contains("--print-capabilities"))
        {
            await terminal.Out.WriteLineAsync(Capabilities);
            await terminal.Out.FlushAsync(cancel);
            return ExitCode.Done;
        }

        var root = Create(new VerbContext(terminal), rig);
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        string? slip = Slips.Of(parsed);
        if (parsed.Errors.Count > 0 || slip is not null)
        {
            IEnumerable<string> told = slip is null ? parsed.Errors.Select(error => error.Message) : [slip];
            foreach (string error in told) await terminal.Error.WriteLineAsync($"gpiohub: {error}");
            await terminal.Error.WriteLineAsync($"{$"gpiohub {Examples.NameOf(parsed.CommandResult.Command)}".TrimEnd()} --help says how");
            return ExitCode.Usage;
        }

        var invocation = new InvocationConfiguration
        {
            Output = terminal.Out,
            Error = terminal.Error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,     // verbs that run longer handle the signals themselves
        };
        int code = await parsed.InvokeAsync(invocation, cancel);
        await terminal.Out.FlushAsync(CancellationToken.None);
        return code;
    }

    // QEMU's schema of back-end types has no gpio: the word is ours.
    private const string Capabilities = """{"type":"gpio","features":["irq-edge","irq-level"]}""";

    /// <summary>The verbs and options, without running any.</summary>
    internal static RootCommand Create(VerbContext context, Func<IRigRuntime> rig)
    {
        var root = new RootCommand("GPIO lines of chips, real or simulated, as virtio-gpio devices of virtual machines.");
        foreach (var version in root.Options.OfType<VersionOption>()) version.Action = new PrintVersion(context.Terminal);
        root.Add(context.Hub);
        root.Add(new Option<bool>("--print-capabilities") { Description = "vhost-user back-end convention: print a JSON object and exit" });
        root.Add(RunVerb.Create(context, rig));
        root.Add(InitVerb.Create(context));
        root.Add(CheckVerb.Create(context));
        root.Add(QemuArgsVerb.Create(context));
        root.Add(LibvirtXmlVerb.Create(context));
        root.Add(RigVerb.Create(context));
        root.Add(DoctorVerb.Create(context));
        root.Add(InfoVerb.Create(context));
        root.Add(GetVerb.Create(context));
        root.Add(SetVerb.Create(context));
        root.Add(MonVerb.Create(context));
        root.Add(TopVerb.Create(context));
        root.Add(WebVerb.Create(context));
        root.Add(PulseVerb.Create(context));
        root.Add(FaultVerb.Create(context));
        root.Add(RecordVerb.Create(context));
        root.Add(ReplayVerb.Create(context));
        root.Add(GuestVerb.Create(context));
        root.Add(ReloadVerbs.Reload(context));
        root.Add(ReloadVerbs.Diff(context));
        root.Add(ReloadVerbs.Apply(context));
        root.Add(TakeoverVerb.Create(context));
        root.Add(CompletionVerbs.Script(context));
        root.Add(CompletionVerbs.Complete(context, root));
        Examples.AddTo(root);
        return root;
    }

    private sealed class PrintVersion(Terminal terminal) : System.CommandLine.Invocation.SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            terminal.Out.WriteLine($"gpiohub {ThisProgram.Version}");
            return ExitCode.Done;
        }
    }
}
