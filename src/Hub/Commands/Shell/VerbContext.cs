using System.CommandLine;
using GpioHub.Hub.Naming;

namespace GpioHub.Hub.Commands.Shell;

/// <summary>What all verbs share: the terminal, <c>--hub</c>, and how a verb ends.</summary>
internal sealed class VerbContext(Terminal terminal)
{
    public Option<string?> Hub { get; } = new("--hub")
    {
        Description = "control socket of the hub (else $GPIOHUB_HUB, $XDG_RUNTIME_DIR/gpiohub/control.sock, /run/gpiohub/control.sock)",
        HelpName = "PATH",
        Recursive = true,
    };

    public Terminal Terminal { get; } = terminal;

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
        catch (NameNotFoundException e)
        {
            tell(e.Message);
            return ExitCode.NotFound;
        }
        catch (OutputException e)
        {
            return Unwritten(e, tell);
        }
        catch (IOException e)
        {
            tell(e.Message);
            return ExitCode.Failed;
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

    /// <summary>How a verb ends whose output cannot be written: whoever closes a pipe has read enough of it, and anything else is a
    /// failure. Source: IF-2.5.</summary>
    public static int Unwritten(OutputException e, Action<string> tell)
    {
        if (e.IsReaderGone) return ExitCode.Done;
        tell(e.Message);
        return ExitCode.Failed;
    }
}
