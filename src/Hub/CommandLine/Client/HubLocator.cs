using System.Net.Sockets;
using GpioHub.Hub.Hosting;

namespace GpioHub.Hub.CommandLine.Client;

/// <summary>Finds the running hub: <c>--hub</c>, <c>$GPIOHUB_HUB</c>, <c>$XDG_RUNTIME_DIR/gpiohub/control.sock</c>, <c>/run/gpiohub/control.sock</c>; the first that exists.</summary>
internal static class HubLocator
{
    public const string SystemSocket = "/run/gpiohub/control.sock";

    /// <summary>A connection to the hub and the path it was found at.</summary>
    /// <param name="asked">The value of <c>--hub</c>; null = not given.</param>
    /// <exception cref="CommandException">3: no hub, or one that this user may not reach.</exception>
    public static async Task<(string Path, Socket Connection)> FindAsync(string? asked, Terminal terminal, CancellationToken cancel)
    {
        IReadOnlyList<string> places = Places(asked, terminal.Variable);
        foreach (string path in places)
        {
            try
            {
                return (path, await ConnectAsync(path, cancel));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
            {
                throw new CommandException(ExitCode.NoHub, $"{path}: permission denied ({FileOwner.Describe(path)}you are: {Environment.UserName})");
            }
            catch (SocketException)
            {
                // Nothing there, or what a hub left behind when it was killed: the next place.
            }
            catch (ArgumentException e)
            {
                throw new CommandException(ExitCode.Usage, $"{path}: {e.Message}");     // longer than a socket's path can be
            }
        }

        throw NoHub(places);
    }

    public static CommandException NoHub(IReadOnlyList<string> places) =>
        new(ExitCode.NoHub, $"no hub at {string.Join(", ", places)} (start one: gpiohub run CONFIG, or --hub PATH)");

    /// <summary>Where to look, in order. Who names a place means that one only.</summary>
    public static IReadOnlyList<string> Places(string? asked, Func<string, string?> variable)
    {
        if (!string.IsNullOrEmpty(asked)) return [asked];
        if (variable("GPIOHUB_HUB") is { Length: > 0 } named) return [named];

        return variable("XDG_RUNTIME_DIR") is { Length: > 0 } folder
            ? [Path.Combine(folder, "gpiohub/control.sock"), SystemSocket]
            : [SystemSocket];
    }

    public static async Task<Socket> ConnectAsync(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
