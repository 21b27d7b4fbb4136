using System.Diagnostics;
using GpioHub.Explorer.Plans;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The steps of the driver and its client.</summary>
internal sealed class DriverSteps(ExplorationPlan plan, WorldState state, StepReport report)
{
    private static readonly DriverInput TaskRuns = DriverInput.Of(DriverInputKind.TaskRuns);
    private static readonly DriverInput ResendRuns = DriverInput.Of(DriverInputKind.ResendRuns);
    private static readonly DriverInput ThreadRuns = DriverInput.Of(DriverInputKind.ThreadRuns);

    private readonly IDriverModel _driver = plan.Driver;
    private readonly DriverInput[] _calls = [.. CallsOf(plan)];
    private readonly LinePart[] _lines = state.Lines;

    public void AddMoves(int line, List<Move> moves)
    {
        ref readonly var part = ref _lines[line];
        for (int call = 0; call < _calls.Length; call++)
            if (_driver.Accepts(part.Driver, _calls[call])) moves.Add(new Move(MoveKind.Call, line, call));
        if (part.PairsUsed > 0 && _driver.Accepts(part.Driver, DriverInput.EventUsed(IrqStatus.Invalid)))
            moves.Add(new Move(MoveKind.EventUsed, line));
        if (part.Request == RequestPlace.Used) moves.Add(new Move(MoveKind.RequestUsed, line));
        if (MayRun(part, TaskRuns)) moves.Add(new Move(MoveKind.TaskRuns, line));
        if (MayRun(part, DriverInput.Of(DriverInputKind.InterruptRuns))) moves.Add(new Move(MoveKind.InterruptRuns, line));
        if (MayRun(part, ResendRuns)) moves.Add(new Move(MoveKind.ResendRuns, line));
        if (MayRun(part, ThreadRuns)) moves.Add(new Move(MoveKind.ThreadRuns, line));
    }

    public void Take(Move move)
    {
        int line = move.Line;
        switch (move.Kind)
        {
            case MoveKind.Call:
                Drive(line, _calls[move.Argument]);
                break;
            case MoveKind.EventUsed:
                ConsumePair(line);
                break;
            case MoveKind.RequestUsed:
                ConsumeAnswer(line);
                break;
            case MoveKind.TaskRuns:
                Drive(line, TaskRuns);
                break;
            case MoveKind.InterruptRuns:
                Drive(line, InterruptRuns(line));
                break;
            case MoveKind.ResendRuns:
                Drive(line, ResendRuns);
                break;
            case MoveKind.ThreadRuns:
                Drive(line, ThreadRuns);
                break;
            default:
                throw new UnreachableException($"{move.Kind} is no step of the driver");
        }
    }

    /// <summary>The guest asks for a direction, whatever its driver's interrupt is doing.</summary>
    public void SetDirection(int line, RequestKind kind)
    {
        ref var part = ref _lines[line];
        Ask(ref part, kind, IrqType.None);
        report.Tell(line, $"the guest asks {part.RequestText}");
        if (kind != RequestKind.DirectionIn) (part.ClientOn, part.ClientOwed, part.EventOpen) = (false, false, false);   // its own doing
    }

    /// <summary>The guest sets the line's value, whatever its driver's interrupt is doing.</summary>
    public void SetValue(int line, RequestKind kind)
    {
        ref var part = ref _lines[line];
        Ask(ref part, kind, IrqType.None);
        report.Tell(line, $"the guest asks {part.RequestText}");
    }

    /// <summary>Every call of the plan with every combination of its arguments.</summary>
    private static IEnumerable<DriverInput> CallsOf(ExplorationPlan plan) => plan.Calls.SelectMany(call => call switch
    {
        DriverInputKind.RequestIrq =>
            plan.Types.SelectMany(type => plan.Handlers.Select(handler => DriverInput.RequestIrq(type, handler))),
        DriverInputKind.RequestUntyped => plan.Handlers.Select(DriverInput.RequestUntyped),
        DriverInputKind.SetType => plan.Types.Select(DriverInput.SetType),
        _ => [DriverInput.Of(call)],
    });

    /// <summary>Whether a context can go on. It waits for the line's lock if another request of the line is under way.</summary>
    private bool MayRun(in LinePart part, in DriverInput input)
    {
        if (!_driver.Accepts(part.Driver, input)) return false;
        return part.RequestKind == RequestKind.IrqType || part.Request == RequestPlace.None
            || _driver.Take(part.Driver, input).Asks is null;
    }

    private DriverInput InterruptRuns(int line) =>
        new(DriverInputKind.InterruptRuns, Irq: _lines[line].ByteValid ? IrqStatus.Valid : IrqStatus.Invalid);

    private void ConsumePair(int line)
    {
        ref var part = ref _lines[line];
        bool valid = part.ByteValid;
        part.PairsUsed--;
        part.PairsOut--;
        Drive(line, DriverInput.EventUsed(valid ? IrqStatus.Valid : IrqStatus.Invalid));
        if (valid) OpenEvent(line);
    }

    private void ConsumeAnswer(int line)
    {
        ref var part = ref _lines[line];
        bool ok = !part.RequestFailed;
        var kind = part.RequestKind;
        if (ok && kind == RequestKind.IrqType && part.RequestType != IrqType.None) part.EnableAnswered = true;
        (part.Request, part.RequestKind, part.RequestType, part.RequestFailed) =
            (RequestPlace.None, RequestKind.IrqType, IrqType.None, false);
        if (kind != RequestKind.IrqType)
        {
            string asked = kind is RequestKind.ValueLow or RequestKind.ValueHigh ? "SET_VALUE" : "SET_DIRECTION";
            report.Tell(line, $"the guest hears of its {asked}: {(ok ? "OK" : "ERR")}");
            return;
        }

        Drive(line, DriverInput.RequestUsed(ok ? GpioStatus.Ok : GpioStatus.Error));
        if (part.Driver.Task == TaskPhase.Answered) Drive(line, TaskRuns);   // until then it does not matter whether it is consumed
    }

    private void Drive(int line, in DriverInput input)
    {
        ref var part = ref _lines[line];
        var step = _driver.Take(part.Driver, input);
        if (report.Story is not null) report.Tell(line, DriverWords.Describe(part.Driver, input, step));
        if (input.IsCall) (part.ClientOn, part.ClientOwed, part.EventOpen) = (false, false, false);
        CheckHands(part.Driver, input, step);
        CheckEvent(ref part, input, step);
        part.Driver = step.Next;
        if (step.Warning != DriverWarning.None) report.Break(LineProperty.NoDriverWarning);
        if (step.Asks is { } type) Ask(ref part, RequestKind.IrqType, type);
        if (step.Queues) Queue(ref part);
        if (step.Handles)
        {
            part.ClientOwed = false;
            report.Handled = true;
        }

        if (step.Returns) part.ClientOn = _driver.CountsOnEvents(part.Driver);
    }

    private void Ask(ref LinePart part, RequestKind kind, IrqType type)
    {
        (part.Request, part.RequestKind, part.RequestType, part.AnswerDue) = (RequestPlace.Available, kind, type, true);
        if (plan.SeesWrites) WriteMemory.Ask(ref part, kind);
        bool keeps = kind is not (RequestKind.IrqType or RequestKind.DirectionNone);
        if (keeps) return;
        (part.Denied, part.Misled) = (false, false);
        if (type != part.Confirmed) (part.Confirmed, part.OwedOutside, part.OwedInside) = (IrqType.None, false, false);
        if (type != IrqType.None) return;
        part.EnableAnswered = false;
        if (state.Guest.Eventq == EventqPhase.Running) part.PairsBeforeNone = (byte)(part.Pairs - part.PairsUsed);
    }

    private void Queue(ref LinePart part)
    {
        if (part.Pairs > 0) report.Break(LineProperty.OnePairPerLine);
        if (!part.EnableAnswered) report.Break(LineProperty.EnableBeforeUnmask);
        part.Misled |= part.Denied;
        part.PairsAvailable++;
        part.PairsOut++;
        report.Overflows |= part.Pairs > 3;
    }

    /// <summary>Whether another CPU is in virtqueue_get_buf() while this step queues a pair.</summary>
    private void CheckHands(in DriverState driver, in DriverInput input, in DriverStep step)
    {
        if (!step.Queues || (driver.Interrupt == InterruptPhase.Getting && input.Kind == DriverInputKind.InterruptRuns)) return;
        foreach (ref readonly var part in _lines.AsSpan())
            if (part.Driver.Interrupt == InterruptPhase.Getting) report.Break(LineProperty.OneHandOnVq);
    }

    /// <summary>The driver has an event in hand; the property speaks of it if nobody has masked, disabled or called anything.</summary>
    private void OpenEvent(int line)
    {
        ref var part = ref _lines[line];
        var driver = part.Driver;
        bool plain = part.ClientOn && driver.Task == TaskPhase.Idle && driver.Handler == HandlerKind.Hard
            && driver.Thread == ThreadPhase.Asleep && !driver.CoreResends && !driver.Suspended && !driver.Queued
            && driver.Interrupt is InterruptPhase.Flow or InterruptPhase.Tail;
        if (!plain) return;
        if (_driver.DefersEvents) report.Break(LineProperty.NoScheduling);
        part.EventOpen = true;
    }

    private void CheckEvent(ref LinePart part, in DriverInput input, in DriverStep step)
    {
        if (!part.EventOpen) return;
        bool schedules = step.Asks is not null || input.Kind is DriverInputKind.TaskRuns or DriverInputKind.ThreadRuns;
        if (schedules) report.Break(LineProperty.NoScheduling);
        if (step.Queues) part.EventOpen = false;
    }
}
