using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Lines;
using GpioHub.Rules.Lines;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <summary>The guest at one instant, for <c>info</c>.</summary>
internal static class GuestSnapshots
{
    /// <summary>Reads everything; changes nothing.</summary>
    /// <param name="session">null = no front-end is connected.</param>
    /// <param name="hasNoDriver">The front-end has been connected for a while, and no ring has started.</param>
    /// <param name="stop">null = some ring runs, or none has run.</param>
    public static GuestSnapshot Of(GuestWiring wiring, VhostUserSession? session, PeerSnapshot? peer, bool hasNoDriver, StopSnapshot? stop)
    {
        var queues = wiring.Queues;
        var lines = wiring.Stores.Select(store => Line(store, wiring.Clock.NowNs)).ToImmutableArray();
        bool featuresKnown = session is not null && session.Features != DeviceFeatures.None;
        return new GuestSnapshot(
            wiring.Plan.Id,
            wiring.Plan.SocketPath,
            Presence(session, hasNoDriver),
            peer,
            featuresKnown ? (session!.Features & DeviceFeatures.GpioIrq) != 0 : null,
            (ulong)(session?.Features ?? 0),
            (ulong)(session?.ProtocolFeatures ?? 0),
            lines.Length,
            Armed: lines.Count(line => line.Irq != Transports.Virtio.Gpio.IrqType.None && line.Buffer == IrqBufferState.Held),
            Requests: lines.Sum(line => line.Requests) + queues.Nameless.Count,
            Interrupts: lines.Sum(line => line.Delivered),
            Errors: lines.Sum(line => line.Errors) + queues.Nameless.Errors,
            wiring.Sessions,
            [.. RingIndex.All.Select(ring => RingState(ring, queues, session))],
            lines)
        {
            LastError = Error(queues.Nameless.LastError, null, wiring.Clock.NowNs),
            Stop = stop,
            PendingSlots = wiring.Pending?.Lines.Length,
            SocketProblem = wiring.Endpoint.Problem,
            RequestPauses = queues.Limits.RequestPauses,
            LateInterrupts = queues.Limits.LateInterrupts,
        };
    }

    /// <summary>How a guest is, in one word.</summary>
    internal static GuestState Presence(VhostUserSession? session, bool hasNoDriver)
    {
        if (session is null) return GuestState.Waiting;
        if (session.Rings.Any(ring => ring.Stage == RingStage.Running)) return GuestState.Running;
        if (hasNoDriver) return GuestState.NoDriver;
        return session.Rings.Any(ring => ring.LastStoppedAt is not null || ring.Live) ? GuestState.Stopped : GuestState.Connected;
    }

    private static RingSnapshot RingState(int index, GuestQueues queues, VhostUserSession? session)
    {
        var ring = queues.Ring(index);
        string state = session?.Rings[index] switch
        {
            { Stage: RingStage.Running } => "running",
            { Stage: RingStage.Broken or RingStage.Failed } => "broken",
            { Started: true } => "started",
            _ => "stopped",
        };
        return new RingSnapshot(index, state, ring.Size, ring.NextAvail, ring.NextUsed, ring.InFlightCount, ring.Completed,
            queues.Malformed[index])
        {
            Reason = session?.WhyIdle(index),
            Lost = ring.State == Transports.Virtio.RingState.Running ? ring.Lost : 0,
        };
    }

    private static GuestLineSnapshot Line(LineStore store, long nowNs)
    {
        var state = store.State;
        return new GuestLineSnapshot(
            store.Plan.Line, store.Plan.Name, store.Plan.From, store.Plan.Access, store.Plan.OnRelease,
            state.Direction, state.Value, store.Mapping?.Edges.Level, state.Irq, state.EnablePending, state.Buffer,
            state.Latched, state.Diverged,
            store.Requests, store.Edges, store.Delivered, store.Coalesced, store.Invalid, store.Errors)
        {
            LastError = Error(store.LastError, store.Plan.From?.Chip, nowNs),
            Unheeded = state.Unheeded,
        };
    }

    private static ErrorSnapshot? Error(RefusedRequest? refused, string? chip, long nowNs) =>
        refused is { } last ? new ErrorSnapshot(RefusalText.Of(last, chip), nowNs - last.Ns) : null;
}
