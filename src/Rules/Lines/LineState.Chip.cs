using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Rules.Lines;

/// <content>The chip's side: answers, deadlines, loss and return (HR-05; VG-D-52).</content>
public readonly partial record struct LineState
{
    private LineDecision Answer(in LineInput input)
    {
        if (Operation == ChipOperation.None || input.Serial != Serial) return Keep(this);
        var idle = this with { Operation = ChipOperation.None, Overdue = false };

        if (Overdue) return Diverged && input.Outcome != ChipOutcome.Gone ? idle.Reapply() : Keep(idle);
        if (Operation == ChipOperation.Reapply)
            return (idle with { Diverged = input.Outcome != ChipOutcome.Done, Level = input.Level }).Settled();
        if (input.Outcome != ChipOutcome.Done)
        {
            var refusal = input.Outcome == ChipOutcome.Gone ? LineRefusal.ChipAway : LineRefusal.ChipRefused;
            return Unchanged(idle.WithoutEnable(Operation)).Also(Error(RequestTicket, refusal));
        }

        byte read = (byte)(Operation == ChipOperation.Read && input.Level ? 1 : 0);
        var done = Operation == ChipOperation.Read ? idle : Applied(idle, input.Level);
        if (Operation != ChipOperation.Enable) return done.Ok(RequestTicket, read);
        // A delivery must not overtake this answer: eventq is flushed first (HR-21). It may become due now, or with a buffer that comes
        // before the flush.
        return (done with { Withheld = true }).Ok(RequestTicket, read) with { AwaitsPublication = done.Buffer != IrqBufferState.None };
    }

    private LineState Applied(LineState idle, bool level) => Operation switch
    {
        ChipOperation.DirectionIn => idle with { Direction = GpioDirection.In, Diverged = false },
        ChipOperation.DirectionOut => idle with { Direction = GpioDirection.Out, Diverged = false },
        ChipOperation.SetValue => idle with { Value = WantedValue, Diverged = false },
        _ => idle with                                                                 // Enable
        {
            Irq = WantedIrq,
            Generation = WantedGeneration,
            Latched = WantedLatched || (WantedGeneration == Generation && Latched),
            Level = level,
            Bounces = 0,
            Buffer = Buffer == IrqBufferState.None ? IrqBufferState.None : IrqBufferState.Held,
            Denied = false,
            Unheeded = false,
            Diverged = false,
        },
    };

    /// <summary>The state after an operation failed: the line is as it was. A buffer held for an enable that did not come is parked, not
    /// bounced (VG-S2.6).</summary>
    private LineDecision Unchanged(LineState next) => Keep(
        Operation == ChipOperation.Enable && Irq == IrqType.None && Buffer == IrqBufferState.Held
            ? next with { Buffer = IrqBufferState.Parked }
            : next);

    /// <summary>This state after the ERR of an operation: if that was an enable, the driver has been denied it.</summary>
    /// <remarks>A driver that has a buffer here already may be Linux's, which queues no other and looks at no answer.</remarks>
    private LineState WithoutEnable(ChipOperation failed) => failed == ChipOperation.Enable && Irq == IrqType.None
        ? this with { Denied = true, Unheeded = Unheeded || Buffer != IrqBufferState.None }
        : this;

    /// <summary>This state after the ERR of a request that it has not decided: malformed, or behind another at its deadline.</summary>
    public LineState AfterRefusal(in GpioRequest request) =>
        request.Type == GpioMessage.SetIrqType && request.Value != (uint)IrqType.None ? WithoutEnable(ChipOperation.Enable) : this;

    private LineDecision Expire(Ticket ticket)
    {
        bool late = Operation is not (ChipOperation.None or ChipOperation.Reapply) && !Overdue && RequestTicket == ticket;
        if (!late) return Keep(this);
        var next = this with { Overdue = true, Diverged = Diverged || Operation != ChipOperation.Read };
        return Unchanged(next.WithoutEnable(Operation)).Also(Error(ticket, LineRefusal.Late));
    }

    private LineDecision Forget()
    {
        if (AskedBefore)
        {
            var next = this with { AskedBefore = false };
            return ChipUp && Diverged && Operation == ChipOperation.None
                ? next.Reapply() with { AwaitsPublication = Withheld }
                : next.Forget();
        }

        if (Operation is ChipOperation.None or ChipOperation.Reapply || Overdue) return Settled() with { AwaitsPublication = Withheld };
        var late = this with { Overdue = true, Diverged = Diverged || Operation != ChipOperation.Read };
        return Unchanged(late).Next.Settled() with { AwaitsPublication = Withheld };
    }

    /// <summary>This state for an actor with a new mailbox. The chip's answer may have been lost with the old mailbox, so nobody knows what
    /// the chip has.</summary>
    public LineState Renewed() => this with
    {
        Operation = ChipOperation.None,
        Overdue = false,
        Diverged = Diverged || Operation is not (ChipOperation.None or ChipOperation.Read),
    };

    private LineDecision Return(bool level, in LineRules rules)
    {
        var next = this with { ChipUp = true, Level = level };
        if (IsForbidden(rules)) return Keep(next);                                     // what it may not have here ends with Restricted
        return Diverged && Operation == ChipOperation.None && !AskedBefore ? next.Reapply() : next.Settled();
    }

    private LineDecision Reapply()
    {
        var next = this with { Operation = ChipOperation.Reapply, Overdue = false, Serial = Serial + 1 };
        return next.Settled() with { Ask = ChipAsk.Apply, Desired = next.Desired };
    }

    private LineDecision Release(in LineRules rules) => Released ? Keep(this) : (this with { Released = true }).Tell(rules);

    private LineDecision Resume(in LineRules rules)
    {
        if (!Released) return Keep(this);
        var next = this with { Released = false };
        if (!rules.Mapped || Operation != ChipOperation.None) return next.Tell(rules);
        // another may drive the net by now: the chip decides when it is back
        return ChipUp ? next.Reapply() : Keep(next with { Diverged = true });
    }

    /// <summary>Tells the chip without waiting; a spare slot has no chip.</summary>
    /// <remarks>If the chip still owes an answer that nobody waits for, it is told everything when that answer comes: nothing piles up at a
    /// chip that hangs.</remarks>
    private LineDecision Tell(in LineRules rules)
    {
        if (!rules.Mapped) return Keep(this);
        return Overdue || Operation == ChipOperation.Reapply
            ? Keep(this with { Overdue = true, Diverged = true })
            : new LineDecision { Next = this, Ask = ChipAsk.Tell, Desired = Desired };
    }
}
