using System.Diagnostics;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Rules.Lines;

/// <content>Requests: what the driver asks on the requestq (VG-D-12…36).</content>
public readonly partial record struct LineState
{
    /// <summary>Whether this state alone decides the request. Such a request succeeds at once whether the chip is up, slow, hung or away
    /// (HR-05; VG-D-52).</summary>
    private static bool IsLocal(in GpioRequest request) => request.Type switch
    {
        GpioMessage.GetDirection => true,
        GpioMessage.SetDirection => request.Value == (uint)GpioDirection.None,
        GpioMessage.SetIrqType => request.Value == (uint)IrqType.None,
        _ => false,
    };

    private LineDecision Request(Ticket ticket, in GpioRequest request, in LineRules rules)
    {
        if (!Accepts(request)) throw new UnreachableException($"LineState was given {request.Type} while {Operation} is outstanding");
        if (AskedBefore) return (this with { AskedBefore = false }).Request(ticket, request, rules);
        return request.Type switch
        {
            GpioMessage.GetDirection => Ok(ticket, (byte)Direction),
            GpioMessage.SetDirection => SetDirection(ticket, (GpioDirection)request.Value, rules),
            GpioMessage.SetIrqType => SetIrqType(ticket, (IrqType)request.Value, rules),
            GpioMessage.GetValue => GetValue(ticket, rules),
            GpioMessage.SetValue => SetValue(ticket, request.Value != 0, rules),
            _ => throw new UnreachableException($"LineState has no rule for {request.Type}"),
        };
    }

    /// <summary>Whether GET_VALUE may be answered at once with the net's level, if the chip can tell it at once: then nothing of this state
    /// changes by the request, and there is nothing to decide.</summary>
    /// <remarks>The same answer as <see cref="GetValue"/> and the chip's Done after it, but for <see cref="Serial"/>, which counts
    /// operations.</remarks>
    public bool ReadsAtOnce(in LineRules rules) => ChipUp && Operation == ChipOperation.None && rules.Mapped;

    private LineDecision GetValue(Ticket ticket, in LineRules rules)
    {
        if (!rules.Mapped) return Error(ticket, LineRefusal.None);                     // IF-1.10: who lists a device is at no fault
        return ChipUp ? Await(ChipOperation.Read, ticket) : Error(ticket, LineRefusal.ChipAway);
    }

    private LineDecision SetDirection(Ticket ticket, GpioDirection direction, in LineRules rules)
    {
        if (direction == GpioDirection.None) return Deactivate(ticket, rules);         // VG-D-25
        if (WhyNot(direction, rules) is var refusal and not LineRefusal.None) return Error(ticket, refusal);
        if (direction == Direction && !Diverged) return Ok(ticket);                    // VG-D-26
        return direction == GpioDirection.In
            ? Await(ChipOperation.DirectionIn, ticket)
            : Await(ChipOperation.DirectionOut, ticket);
    }

    /// <summary>IF-1.10, VG-D-27, VG-D-52.</summary>
    private LineRefusal WhyNot(GpioDirection direction, in LineRules rules)
    {
        if (!rules.Mapped) return LineRefusal.Spare;
        if (direction == GpioDirection.In && rules.Access == LineAccess.Out) return LineRefusal.WriteOnly;
        if (direction == GpioDirection.Out && rules.Access == LineAccess.In) return LineRefusal.ReadOnly;
        if (direction == GpioDirection.Out && Irq != IrqType.None) return LineRefusal.InterruptEnabled;
        return ChipUp ? LineRefusal.None : LineRefusal.ChipAway;
    }

    /// <summary>SET_DIRECTION(NONE): all state goes, and the buffer comes back INVALID.</summary>
    private LineDecision Deactivate(Ticket ticket, in LineRules rules)
    {
        bool nothingToTell = Direction == GpioDirection.None && Irq == IrqType.None && !Diverged;
        var next = SwitchedOff() with { Direction = GpioDirection.None, Value = false };
        var told = nothingToTell ? Keep(next) : next.Tell(rules);
        return told.Also(next.WithoutBuffer()).Also(Ok(ticket));
    }

    private LineDecision SetValue(Ticket ticket, bool value, in LineRules rules)
    {
        if (!rules.Mapped) return Error(ticket, LineRefusal.Spare);
        if (Direction != GpioDirection.Out) return (this with { Value = value }).Ok(ticket);   // VG-D-23: stored, the pin is not disturbed
        return ChipUp
            ? (this with { WantedValue = value }).Await(ChipOperation.SetValue, ticket)
            : Error(ticket, LineRefusal.ChipAway);
    }

    private LineDecision SetIrqType(Ticket ticket, IrqType type, in LineRules rules)
    {
        if (!rules.IrqNegotiated) return Error(ticket, LineRefusal.NotNegotiated);     // VG-D-31
        if (type == IrqType.None) return Disable(ticket, rules);
        if (WhyNoIrq(rules) is var refusal and not LineRefusal.None)
            return WithoutEnable(ChipOperation.Enable).Error(ticket, refusal);
        if (type == Irq && !Diverged) return (this with { Bounces = 0 }).Ok(ticket);   // VG-D-34: the chip is not touched
        // the same watch, told to its chip once more: it stays in force meanwhile
        if (type == Irq)
        {
            return (this with { WantedIrq = type, WantedLatched = false, WantedGeneration = Generation }).Await(
                ChipOperation.Enable, ticket);
        }
        return (this with                                                              // VG-D-33, VG-D-35
        {
            WantedIrq = type,
            WantedLatched = false,
            WantedGeneration = LastGeneration + 1,
            LastGeneration = LastGeneration + 1,
        }).Await(ChipOperation.Enable, ticket);
    }

    private LineRefusal WhyNoIrq(in LineRules rules)
    {
        if (!rules.Mapped) return LineRefusal.Spare;
        if (rules.Access == LineAccess.Out) return LineRefusal.WriteOnly;
        if (Direction == GpioDirection.Out) return LineRefusal.IsOutput;
        return ChipUp ? LineRefusal.None : LineRefusal.ChipAway;
    }

    /// <summary>SET_IRQ_TYPE(NONE), VG-D-38: the latch goes, the buffer comes back INVALID, then OK; no VALID after it.</summary>
    private LineDecision Disable(Ticket ticket, in LineRules rules)
    {
        if (Irq == IrqType.None)                                                       // VG-D-34: a parked buffer comes back first
            return (this with { Bounces = 0, Denied = false, Unheeded = false }).WithoutBuffer().Also(Ok(ticket));
        var next = SwitchedOff();
        return next.Tell(rules).Also(next.WithoutBuffer()).Also(Ok(ticket));
    }

    /// <summary>This state without an interrupt: nothing of its last watch counts, and nothing of what its driver was refused.</summary>
    private LineState SwitchedOff() => this with
    {
        Irq = IrqType.None,
        Latched = false,
        Withheld = false,
        Denied = false,
        Unheeded = false,
        Bounces = 0,
        Generation = LastGeneration + 1,
        LastGeneration = LastGeneration + 1,
    };

    private LineDecision Ok(Ticket ticket, byte value = 0) =>
        new() { Next = this, Replies = true, Request = ticket, Status = GpioStatus.Ok, Value = value };

    private LineDecision Error(Ticket ticket, LineRefusal refusal) =>
        new() { Next = this, Replies = true, Request = ticket, Status = GpioStatus.Error, Refusal = refusal };

    /// <summary>Asks the chip and waits. The line changes after the chip has.</summary>
    private LineDecision Await(ChipOperation operation, Ticket ticket)
    {
        var next = this with { Operation = operation, Overdue = false, Serial = Serial + 1, RequestTicket = ticket };
        return operation == ChipOperation.Read
            ? new LineDecision { Next = next, Ask = ChipAsk.Read }
            : new LineDecision { Next = next, Ask = ChipAsk.Apply, Desired = next.Wanted };
    }

    /// <summary>The desired state as it will be once the outstanding operation is done.</summary>
    private DesiredLine Wanted => Operation switch
    {
        ChipOperation.DirectionIn => Desired with { Direction = GpioDirection.In },
        ChipOperation.DirectionOut => Desired with { Direction = GpioDirection.Out },
        ChipOperation.SetValue => Desired with { Value = WantedValue },
        ChipOperation.Enable => Desired with { Irq = WantedIrq, Generation = WantedGeneration },
        _ => Desired,
    };
}
