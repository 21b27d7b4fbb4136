using System.Globalization;
using System.Net.Sockets;
using System.Text;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Client;
using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Doctor.Gathering;

/// <summary>Asks the hub, if one runs.</summary>
internal sealed class HubProbe(Surroundings around, Terminal terminal)
{
    private const int WriteBit = 2;

    // What only browsers send, and for another's page.
    private const string Stranger = "stranger.example";
    private const string OfStranger = $"Origin: http://{Stranger}\r\nSec-Fetch-Site: cross-site\r\n";

    /// <param name="asked">A socket; null = that of the rig, or where any hub is found.</param>
    /// <returns>The facts, and the rig that the hub has in force; null = it does not say.</returns>
    public async Task<(HubFacts, RigPlan?)> OfAsync(string? asked, RigPlan? rig, CancellationToken cancel)
    {
        string? named = asked ?? rig?.Hub.ControlSocket;
        var places = HubLocator.Places(named, terminal.Variable, around.Me.Id);
        string where = string.Join(", ", places);
        string? there = places.FirstOrDefault(File.Exists);
        if (there is null && asked is null) return (new HubFacts(HubPresence.None, where), null);

        try
        {
            (string path, var connection) = await WithinAsync(limit => HubLocator.FindAsync(named, terminal, limit), cancel);
            int pid = PeerCredentials.TryOf(connection.SafeHandle)?.ProcessId ?? 0;
            connection.Dispose();
            where = path;
            return await AskAsync(path, pid, cancel);
        }
        catch (CommandException e)
        {
            var owner = there is null ? null : Surroundings.OwnerOf(there);
            bool closed = owner is { } whose && !around.Me.May(whose, WriteBit);
            return (new HubFacts(closed ? HubPresence.Closed : HubPresence.Left, where, e.Message) { Socket = owner }, null);
        }
        catch (Exception e) when (e is OperationCanceledException && !cancel.IsCancellationRequested)
        {
            return (new HubFacts(HubPresence.Silent, where, $"nothing within {around.Answer.TotalSeconds:0.###} s"), null);
        }
        catch (Exception e) when (e is System.Text.Json.JsonException or SocketException or FormatException)
        {
            return (new HubFacts(HubPresence.Silent, where, $"no hub's answer: {e.Message}"), null);
        }
    }

    private async Task<(HubFacts, RigPlan?)> AskAsync(string path, int pid, CancellationToken cancel)
    {
        using var hub = await HubClient.FindAsync(path, terminal, cancel);
        Task<HubDocument> LookAsync() => WithinAsync(limit => hub.DocumentAsync("/v1/hub", WireJson.Default.HubDocument, limit), cancel);
        var document = await LookAsync();
        string inForce = await WithinAsync(limit => hub.TextAsync("/v1/config", limit), cancel);
        var (onDisk, problem) = await WithinAsync(limit => OnDiskAsync(hub, limit), cancel);
        var facts = new HubFacts(HubPresence.Answers, path)
        {
            Pid = pid,
            OwnVersion = ThisProgram.Version,
            Document = document,
            Health = await PlainAsync(path, "/healthz", cancel) is var (status, text)
                ? status == 200 ? "" : text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).FirstOrDefault("not well")
                : null,
            Lagged = await PlainAsync(path, "/metrics", cancel) is (200, var metrics) ? LaggedIn(metrics) : null,
            OnDisk = onDisk,
            OnDiskProblem = problem,
            RefusesStrangers = await PlainAsync(path, "/v1/hub", cancel, Stranger, OfStranger) is var (answer, _)
                ? answer is 421 or 403
                : null,
            Socket = Surroundings.OwnerOf(path),
        };
        var plan = ConfigurationLoader.LoadText(inForce, document.Config).Plan;
        if (!document.Guests.Any(IsSilent)) return (facts, plan);

        // A handshake takes some milliseconds: who has not begun by then does not begin.
        await Task.Delay(around.Silence, cancel);
        var later = await LookAsync();
        return (facts with
        {
            Document = later,
            SilentGuests = [.. later.Guests.Where(guest => IsSilent(guest)
                && document.Guests.Any(before => before.Id == guest.Id && IsSilent(before) && before.Sessions == guest.Sessions))
                .Select(guest => guest.Id)],
        }, plan);
    }

    /// <summary>Asks one question; each has the same time.</summary>
    /// <exception cref="OperationCanceledException">It was not answered within that.</exception>
    private async Task<T> WithinAsync<T>(Func<CancellationToken, Task<T>> ask, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(around.Answer);
        return await ask(limit.Token);
    }

    private static bool IsSilent(GuestDocument guest) =>
        guest is { State: "connected", Peer: not null, Irq: null } && Convert.ToUInt64(guest.ProtocolFeatures, 16) == 0;

    /// <summary>What the hub's own file would change now; or why it cannot be applied.</summary>
    private static async Task<(ConfigCheckDocument?, string?)> OnDiskAsync(HubClient hub, CancellationToken cancel)
    {
        try
        {
            return (await hub.PostAsync("/v1/config/diff", "", null, WireJson.Default.ConfigCheckDocument, cancel), null);
        }
        catch (CommandException e) when (e.ExitCode == ExitCode.BadConfig)
        {
            return (null, e.Message.Split('\n')[^1]);
        }
        catch (CommandException)
        {
            return (null, null);
        }
    }

    private Task<(int Status, string Text)?> PlainAsync(
        string socket, string path, CancellationToken cancel, string host = "hub", string headers = "") =>
        WithinAsync<(int, string)?>(async limit =>
        {
            using var connection = await HubLocator.ConnectAsync(socket, limit);
            return await PlainHttp.GetAsync(connection, path, limit, host, headers) is var (status, body)
                ? (status, Encoding.UTF8.GetString(body.Span))
                : null;
        }, cancel);

    private static long? LaggedIn(string metrics)
    {
        const string Name = "gpiohub_stream_lagged_total ";
        string? line = metrics.Split('\n').FirstOrDefault(each => each.StartsWith(Name, StringComparison.Ordinal));
        return long.TryParse(line?[Name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long events) ? events : null;
    }
}
