using System.CommandLine;
using System.Net.Sockets;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Client;

/// <summary>
/// Finds the running hub: <c>--hub</c>, <c>$GPIOHUB_HUB</c>, <c>$XDG_RUNTIME_DIR/gpiohub/control.sock</c> (without that variable
/// <c>/tmp/gpiohub-UID/control.sock</c>, where such a user's hub is), <c>/run/gpiohub/control.sock</c>; the first that exists. Where that
/// one may not be opened, the <c>view.sock</c> beside it.
/// </summary>
internal static class HubLocator
{
    private const string SocketName = "control.sock", ViewName = "view.sock";

    /// <summary>The hub that <c>--hub</c> or the environment names, or the first that there is.</summary>
    /// <exception cref="CommandException">3: no hub, or one that this user may not reach.</exception>
    public static Task<HubClient> FindHubAsync(this VerbContext context, ParseResult parsed, CancellationToken cancel) =>
        HubClient.FindAsync(parsed.GetValue(context.Hub), context.Terminal, cancel);

    /// <summary>Connects to the hub; the result names the path at which it was found.</summary>
    /// <param name="asked">The value of <c>--hub</c>; null = not given.</param>
    /// <exception cref="CommandException">3: no hub, or one that this user may not reach.</exception>
    public static async Task<(string Path, Socket Connection)> FindAsync(string? asked, Terminal terminal, CancellationToken cancel)
    {
        IReadOnlyList<string> places = Places(asked, terminal.Variable, Identity.EffectiveUserId);
        foreach (string path in places)
        {
            try
            {
                return (path, await ConnectAsync(path, cancel));
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
            {
                if (!IsNamed(asked, terminal.Variable) && await TryViewAsync(path, cancel) is { } view) return view;
                throw new CommandException(ExitCode.NoHub,
                    $"{path}: permission denied ({OwnerOf(path)}you are: {Environment.UserName})");
            }
            catch (SocketException)
            {
                // Nothing is there, or only what a killed hub left behind: try the next place.
            }
            catch (ArgumentException e)
            {
                throw new CommandException(ExitCode.Usage, $"{path}: {e.Message}");     // longer than a socket's path can be
            }
        }

        throw NoHub(places);
    }

    /// <summary>The socket beside it that only shows: who may not drive lines may still look.</summary>
    private static async Task<(string Path, Socket Connection)?> TryViewAsync(string control, CancellationToken cancel)
    {
        string view = Path.Combine(Path.GetDirectoryName(control)!, ViewName);
        try
        {
            return (view, await ConnectAsync(view, cancel));
        }
        catch (SocketException)
        {
            return null;
        }
    }

    /// <summary>The owner of a socket, for the text of a refusal: "owner root, group testers, "; empty if it cannot be seen.</summary>
    private static string OwnerOf(string path)
    {
        try
        {
            return PathOwner.Of(path) is { } owner ? $"owner {owner.User}, group {owner.Group}, " : "";
        }
        catch (ErrnoException)
        {
            return "";     // a folder above it may not be searched: that is the permission that is missing
        }
    }

    private static bool IsNamed(string? asked, Func<string, string?> variable) =>
        !string.IsNullOrEmpty(asked) || variable("GPIOHUB_HUB") is { Length: > 0 };

    public static CommandException NoHub(IReadOnlyList<string> places) =>
        new(ExitCode.NoHub, $"no hub at {string.Join(", ", places)} (start one: gpiohub run CONFIG, or --hub PATH)");

    /// <summary>Where to look, in order. If the user names a place, only that one.</summary>
    public static IReadOnlyList<string> Places(string? asked, Func<string, string?> variable, uint userId)
    {
        if (!string.IsNullOrEmpty(asked)) return [asked];
        if (variable("GPIOHUB_HUB") is { Length: > 0 } named) return [named];

        string system = Path.Combine(HostIdentity.SystemFolder, SocketName);
        if (variable("XDG_RUNTIME_DIR") is { Length: > 0 } folder && Path.IsPathRooted(folder))
            return [Path.Combine(folder, "gpiohub", SocketName), system];

        string own = new HostIdentity(userId, null).DefaultSocketFolder;
        return own == HostIdentity.SystemFolder || IsForeign(own, userId) ? [system] : [Path.Combine(own, SocketName), system];
    }

    /// <summary>Whether a client finds the hub at <paramref name="socket"/> without being told where it is.</summary>
    public static bool FindsByItself(string socket, Func<string, string?> variable)
    {
        var places = Places(null, variable, Identity.EffectiveUserId);
        return places.FirstOrDefault(place => place == socket || File.Exists(place)) == socket;
    }

    // Anyone can make a folder of that name in /tmp.
    private static bool IsForeign(string folder, uint userId) => PathOwner.Of(folder) is { } owner && owner.UserId != userId;

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
