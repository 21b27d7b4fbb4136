using System.CommandLine;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Hosting.Rigs;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>What all verbs share: the terminal, <c>--hub</c>, and how a verb ends.</summary>
/// <param name="rig">Makes what the verb <c>run</c> runs.</param>
internal sealed class VerbContext(Terminal terminal, Func<IRigRuntime> rig)
{
    public Option<string?> Hub { get; } = new("--hub")
    {
        Description = "control socket of the hub (else $GPIOHUB_HUB, $XDG_RUNTIME_DIR/gpiohub/control.sock, /run/gpiohub/control.sock)",
        HelpName = "PATH",
        Recursive = true,
    };

    public Terminal Terminal { get; } = terminal;

    public IRigRuntime Rig() => rig();

    public Task<HubClient> FindHubAsync(ParseResult parsed, CancellationToken cancel) =>
        HubClient.FindAsync(parsed.GetValue(Hub), Terminal, cancel);

    /// <summary>Runs a verb; an exception becomes one line on stderr and an exit code.</summary>
    /// <param name="tell">How that line is written; null = as text.</param>
    public async Task<int> RunAsync(ParseResult parsed, Func<Terminal, Task<int>> verb, Action<string>? tell = null)
    {
        tell ??= text => Terminal.Error.WriteLine($"gpiohub: {text}");
        try
        {
            int code = await verb(Terminal);
            await Terminal.Out.FlushAsync();
            return code;
        }
        catch (CommandException e)
        {
            tell(e.Message);
            return e.ExitCode;
        }
        catch (IOException) when (parsed.CommandResult.Command.Name is not "run")
        {
            return ExitCode.Done;     // whoever read our output has closed it (EPIPE)
        }
        catch (Exception e) when (e.GetBaseException() is OutOfMemoryException)
        {
            // The runtime says the same of both.
            await Terminal.Error.WriteLineAsync("gpiohub: no thread or no memory is to be had here; raise ulimit -u and ulimit -v, " +
                "or TasksMax= and MemoryMax= of its unit");
            return ExitCode.Failed;
        }
        catch (Exception e)
        {
            tell($"internal error, please report it: {e}");
            return ExitCode.Failed;
        }
    }
}
