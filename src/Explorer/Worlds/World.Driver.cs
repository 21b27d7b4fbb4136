using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <content>The driver and its client.</content>
internal sealed partial class World
{
    private static readonly DriverInput TaskRuns = DriverInput.Of(DriverInputKind.TaskRuns);
    private static readonly DriverInput InterruptRuns = DriverInput.Of(DriverInputKind.InterruptRuns);
    private static readonly DriverInput ThreadRuns = DriverInput.Of(DriverInputKind.ThreadRuns);

    private void DriverMoves(int line, List<Move> moves)
    {
        ref readonly var part = ref _lines[line];
        for (int call = 0; call < _calls.Length; call++)
            if (_plan.Driver.Accepts(part.Driver, _calls[call])) moves.Add(new Move(MoveKind.Call, line, call));
        if (part.PairsUsed > 0 && _plan.Driver.Accepts(part.Driver, DriverInput.EventUsed(IrqStatus.Invalid)))
            moves.Add(new Move(MoveKind.EventUsed, line));
        if (part.Request == RequestPlace.Used) moves.Add(new Move(MoveKind.RequestUsed, line));
        if (_plan.Driver.Accepts(part.Driver, TaskRuns)) moves.Add(new Move(MoveKind.TaskRuns, line));
        if (_plan.Driver.Accepts(part.Driver, InterruptRuns)) moves.Add(new Move(MoveKind.InterruptRuns, line));
        if (_plan.Driver.Accepts(part.Driver, ThreadRuns)) moves.Add(new Move(MoveKind.ThreadRuns, line));
    }

    private void ConsumePair(int line)
    {
        ref var part = ref _lines[line];
        part.PairsUsed--;
        Drive(line, DriverInput.EventUsed(part.ByteValid ? IrqStatus.Valid : IrqStatus.Invalid));
    }

    private void ConsumeAnswer(int line)
    {
        ref var part = ref _lines[line];
        bool ok = !part.RequestFailed;
        if (ok && part.RequestType != IrqType.None) part.EnableAnswered = true;
        (part.Request, part.RequestType, part.RequestFailed) = (RequestPlace.None, IrqType.None, false);
        Drive(line, DriverInput.RequestUsed(ok ? GpioStatus.Ok : GpioStatus.Error));
        if (part.Driver.Task == TaskPhase.Answered) Drive(line, TaskRuns);   // until then it does not matter whether it is consumed
    }

    private void Drive(int line, in DriverInput input)
    {
        ref var part = ref _lines[line];
        var step = _plan.Driver.Take(part.Driver, input);
        if (Story is not null) Tell(line, DriverWords.Describe(part.Driver, input, step));
        if (input.IsCall) (part.ClientOn, part.ClientOwed) = (false, false);
        part.Driver = step.Next;
        if (step.Warning != DriverWarning.None) Break(LineProperty.NoDriverWarning);
        if (step.Asks is { } type) Ask(ref part, type);
        if (step.Queues) Queue(ref part);
        if (step.Handles)
        {
            part.ClientOwed = false;
            Handled = true;
        }

        if (!step.Returns) return;
        var driver = part.Driver;
        part.ClientOn = driver.Requested && !driver.CoreDisabled && !driver.Disabled && !driver.Refused;
    }

    private static void Ask(ref LinePart part, IrqType type)
    {
        (part.Request, part.RequestType) = (RequestPlace.Available, type);
        if (type != part.Confirmed) (part.Confirmed, part.OwedOutside, part.OwedInside) = (IrqType.None, false, false);
        if (type != IrqType.None) return;
        part.EnableAnswered = false;
        part.PairsBeforeNone = (byte)(part.PairsAvailable + part.PairsAtLine + part.PairsStaged);
    }

    private void Queue(ref LinePart part)
    {
        if (part.Pairs > 0) Break(LineProperty.OnePairPerLine);
        if (!part.EnableAnswered) Break(LineProperty.EnableBeforeUnmask);
        part.PairsAvailable++;
        Overflows |= part.Pairs > 3;
    }
}
