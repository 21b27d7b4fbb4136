using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Web;

namespace GpioHub.Hub.Commands.Web;

/// <summary>The verb <c>gpiohub web</c>: the page of a running hub, for a browser of this machine, until it is interrupted.</summary>
/// <remarks>The hub listens on no port for it: this process does, as the user who started it, and passes on what shows its token. What the
/// page may do is what this user may do. Source: IF-5.5.</remarks>
internal static class WebVerb
{
    private const string Opener = "xdg-open";

    public static Command Create(VerbContext context)
    {
        var port = new Option<int>("--port") { Description = "port of 127.0.0.1 (default: any that is free)", HelpName = "N" };
        var view = new Option<bool>("--view") { Description = "only look: over the view.sock beside the control socket" };
        var quiet = new Option<bool>("--no-open") { Description = "open no browser" };
        var command = new Command("web", "Show the hub's page in a browser, until interrupted.") { port, view, quiet };
        command.SetAction((parsed, cancel) => context.RunAsync(parsed, async terminal =>
        {
            if (!PageFiles.Any)
                throw new CommandException(ExitCode.Failed, "this program has no page: it was built without npm");
            int wanted = parsed.GetValue(port);
            if (wanted is < 0 or > IPEndPoint.MaxPort) throw new CommandException(ExitCode.Usage, $"--port {wanted}: expected 1 to 65535");

            using var interrupt = new Interrupt(cancel);
            var (path, connection) = await HubLocator.FindAsync(parsed.GetValue(context.Hub), terminal, interrupt.Token);
            connection.Dispose();
            if (parsed.GetValue(view)) path = await ViewBesideAsync(path, interrupt.Token);
            return await ServeAsync(path, wanted, parsed.GetValue(quiet), terminal, interrupt.Token);
        }));
        return command;
    }

    private static async Task<int> ServeAsync(string path, int port, bool quiet, Terminal terminal, CancellationToken end)
    {
        string token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        using var proxy = new PageProxy(path, token);
        await using var app = proxy.Build(port);
        try
        {
            await app.StartAsync(end);
        }
        catch (IOException e)
        {
            throw new CommandException(ExitCode.Failed, $"port {port}: {e.InnerException?.Message ?? e.Message}");
        }

        string url = $"{app.Urls.First()}/#token={token}";
        await terminal.Out.WriteLineAsync(url);
        await terminal.Out.FlushAsync(end);
        await terminal.Error.WriteLineAsync(
            $"the page of {path}; whoever has this link may do what you may. Ctrl-C ends it.");
        if (!quiet) Open(url, terminal.Variable);
        await WaitAsync(end);
        await app.StopAsync(CancellationToken.None);
        return ExitCode.Done;
    }

    /// <summary>The socket that only shows, in the folder of the one that was found.</summary>
    private static async Task<string> ViewBesideAsync(string path, CancellationToken cancel)
    {
        string view = Path.Combine(Path.GetDirectoryName(path)!, "view.sock");
        try
        {
            (await HubLocator.ConnectAsync(view, cancel)).Dispose();
            return view;
        }
        catch (System.Net.Sockets.SocketException e)
        {
            throw new CommandException(ExitCode.NoHub, $"{view}: {e.Message}");
        }
    }

    /// <summary>Has the desktop open it, where there is one. The link is printed all the same.</summary>
    private static void Open(string url, Func<string, string?> variable)
    {
        if (string.IsNullOrEmpty(variable("DISPLAY")) && string.IsNullOrEmpty(variable("WAYLAND_DISPLAY"))) return;
        try
        {
            Process.Start(new ProcessStartInfo(Opener, [url]) { RedirectStandardOutput = true, RedirectStandardError = true })?.Dispose();
        }
        catch (Win32Exception)
        {
            // It is not installed.
        }
    }

    private static async Task WaitAsync(CancellationToken end)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = end.Register(() => ended.SetResult());
        await ended.Task;
    }
}
