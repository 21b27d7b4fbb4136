using Akka.Actor;
using GpioHub.Actors.Wires;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using static GpioHub.Actors.Lines.LineProtocol;

namespace GpioHub.Actors.Lines;

/// <content>Interrupts: edges and levels that come, and when the guest may have what is due.</content>
internal sealed partial class LineActor
{
    private bool _awaitsInterrupt;
    private long _enabledAt;                                              // flushes of the requestq when the last enable was answered

    private void Edges(PendingEdges edges)
    {
        var taken = edges.Take(out var times);
        _store.Took(taken);
        var before = _store.State;
        bool pending = before.Awaits(taken.Generation);
        var type = pending ? before.WantedIrq : taken.Generation == before.Generation ? before.Irq : IrqType.None;
        bool latched = pending ? before.WantedLatched : before.Latched;
        _store.Due.Add(taken, times, type, latched, before);
        bool delivered = Apply(LineInput.EdgeSensed(taken.Rising, taken.Falling, taken.Level, taken.Generation));
        int matched = LineState.Matched(type, taken.Rising, taken.Falling);
        if (matched == 0) return;
        _store.Edges += matched;
        int shared = latched && !delivered ? matched : matched - 1;
        _store.Coalesced += shared;
        if (!latched && (_store.State.Latched || _store.State.WantedLatched)) _store.Journal?.Latched();
        if (shared > 0) _store.Journal?.Coalesced(shared);
    }

    /// <summary>Senses a level when the line is unmasked (GU-19). Where that takes a while, the line counts as not active until the level
    /// is known; then it delivers.</summary>
    private void SenseLevel()
    {
        if (_store.Mapping is not { } mapping) return;
        var type = _store.State.Irq;
        bool? level = LineChip.Level(mapping);
        _store.Due.Unmasked(type, level, _queues.IntakeNs);
        Apply(LineInput.EdgeSensed(0, 0, level ?? type == IrqType.LevelLow, _store.State.Generation));
    }

    /// <summary>Notes that an OK is visible. It may be the one before the last.</summary>
    private void Published()
    {
        if (_queues.Flushes == _enabledAt) _queues.AwaitPublication(Self);
        else Apply(LineInput.Of(LineInputKind.ReplyPublished));
    }

    /// <summary>Gives a buffer back.</summary>
    private void Return(Ticket buffer, IrqStatus status)
    {
        _trace?.Returned(status);
        if (status == IrqStatus.Valid)
        {
            _store.Delivered++;
            _queues.Deliver(buffer, Line, _store.Due.Take(otherwise: _queues.IntakeNs));
        }
        else
        {
            _store.Invalid++;
            _queues.GiveBack(buffer, status);
        }
    }

    /// <summary>Follows the guest's interrupt limit. A line that waits for an interrupt hears when it may have one; any other line finds
    /// out here, at its next input.</summary>
    private void Mute()
    {
        if (!_store.State.AwaitsInterrupt)
        {
            var kind = _store.State.Muted ? LineInputKind.InterruptsBack : LineInputKind.InterruptsSpent;
            _store.Commit(_store.State.Decide(LineInput.Of(kind), _store.Rules).Next);
        }
    }

    private void AwaitInterrupt()
    {
        if (_awaitsInterrupt || !_store.State.AwaitsInterrupt) return;
        _awaitsInterrupt = true;
        if (_queues.InterruptsHeld) _queues.AwaitInterrupt(Self);
        else Self.Tell(InterruptsAgain.Instance, ActorRefs.NoSender);      // it may deliver after all, and nobody else would say so
    }

    private void Again()
    {
        _awaitsInterrupt = false;
        if (_queues.InterruptsHeld)                                 // lines before this one have used them up
        {
            if (_store.State.Muted) AwaitInterrupt();
            return;
        }

        if (_store.State.Irq is IrqType.LevelHigh or IrqType.LevelLow) SenseLevel();
        Apply(LineInput.Of(LineInputKind.InterruptsBack));
    }
}
