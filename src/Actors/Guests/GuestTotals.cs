using GpioHub.Actors.Contract;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>What one guest has counted, all lines together.</summary>
internal static class GuestTotals
{
    /// <summary>Reads everything; changes nothing. A few nanoseconds a line: other guests of the reactor wait meanwhile.</summary>
    /// <param name="session">null = no front-end is connected.</param>
    /// <param name="hasNoDriver">As for <see cref="GuestSnapshots.Of"/>.</param>
    public static GuestCounts Of(GuestWiring wiring, VhostUserSession? session, bool hasNoDriver)
    {
        var queues = wiring.Queues;
        var latency = queues.Delivered.Latency;
        long requests = queues.Nameless.Count, errors = queues.Nameless.Errors;
        long delivered = 0, coalesced = 0, invalid = 0;
        int latched = 0;
        foreach (var store in wiring.Stores)
        {
            requests += store.Requests;
            errors += store.Errors;
            delivered += store.Delivered;
            coalesced += store.Coalesced;
            invalid += store.Invalid;
            if (store.State.Latched) latched++;
        }

        return new GuestCounts(wiring.Plan.Id, GuestSnapshots.Presence(session, hasNoDriver), wiring.Sessions, requests, errors,
            [.. queues.Malformed], delivered, coalesced, invalid, latched, queues.Limits.RequestPauses, queues.Limits.LateInterrupts,
            latency.Counts, latency.SumNs)
        {
            SocketProblem = wiring.Endpoint.Problem,
        };
    }
}
