using System.Collections.Immutable;
using GpioHub.Actors.Contract;
using GpioHub.Actors.Lines;
using GpioHub.Rules.Lines;
using GpioHub.Transports.VhostUser;

namespace GpioHub.Actors.Guests;

/// <content>The guest at one instant, for <c>info</c>.</content>
public sealed partial class GuestActor
{
    private GuestSnapshot Snapshot()
    {
        var lines = _wiring.Slots.Select(Line).ToImmutableArray();
        var session = _session;
        bool featuresKnown = session is not null && session.Features != DeviceFeatures.None;
        return new GuestSnapshot(
            Id,
            _wiring.Plan.SocketPath,
            Presence(),
            _peer,
            featuresKnown ? (session!.Features & DeviceFeatures.GpioIrq) != 0 : null,
            (ulong)(session?.Features ?? 0),
            (ulong)(session?.ProtocolFeatures ?? 0),
            lines.Length,
            Armed: lines.Count(line => line.Irq != Transports.Virtio.Gpio.IrqType.None && line.Buffer == IrqBufferState.Held),
            Requests: lines.Sum(line => line.Requests) + _queues.NameRequests + _queues.Nameless,
            Interrupts: lines.Sum(line => line.Delivered),
            Errors: lines.Sum(line => line.Errors) + _queues.NamelessErrors,
            _wiring.Sessions,
            [RingState(RequestRing), RingState(EventRing)],
            lines)
        {
            LastError = Error(_queues.LastNamelessError, null),
            Stop = Stop(),
            PendingSlots = _wiring.Pending?.Lines.Length,
            SocketProblem = _wiring.Endpoint.Problem,
            RequestPauses = _queues.Limits.RequestPauses,
            LateInterrupts = _queues.Limits.LateInterrupts,
        };
    }

    private GuestState Presence()
    {
        if (_session is not { } session) return GuestState.Waiting;
        if (session.Rings.Any(ring => ring.Stage == RingStage.Running)) return GuestState.Running;
        if (_noDriver) return GuestState.NoDriver;
        return session.Rings.Any(ring => ring.LastStoppedAt is not null || ring.Live) ? GuestState.Stopped : GuestState.Connected;
    }

    private RingSnapshot RingState(int index)
    {
        var ring = Ring(index);
        string state = _session?.Rings[index] switch
        {
            { Stage: RingStage.Running } => "running",
            { Stage: RingStage.Broken or RingStage.Failed } => "broken",
            { Started: true } => "started",
            _ => "stopped",
        };
        return new RingSnapshot(index, state, ring.Size, ring.NextAvail, ring.NextUsed, ring.InFlightCount, ring.Completed,
            _queues.Malformed[index])
        {
            Reason = _session?.WhyIdle(index),
            Lost = ring.State == Transports.Virtio.RingState.Running ? ring.Lost : 0,
        };
    }

    private GuestLineSnapshot Line(LineSlot slot)
    {
        var state = slot.State;
        return new GuestLineSnapshot(
            slot.Plan.Line, slot.Plan.Name, slot.Plan.From, slot.Plan.Access, slot.Plan.OnRelease,
            state.Direction, state.Value, slot.User?.Edges.Level, state.Irq, state.EnablePending, state.Buffer,
            state.Latched, state.Diverged,
            slot.Requests, slot.Edges, slot.Delivered, slot.Coalesced, slot.Invalid, slot.Errors)
        {
            LastError = Error(slot.LastError, slot.Plan.From?.Chip),
            Unheeded = state.Unheeded,
        };
    }

    private ErrorSnapshot? Error(RefusedRequest? refused, string? chip) =>
        refused is { } last ? new ErrorSnapshot(RefusalWords.Of(last, chip), _wiring.Clock.NowNs - last.Ns) : null;
}
