using GpioHub.Actors.Chips;
using GpioHub.Actors.Wires;
using GpioHub.Explorer.Worlds;
using GpioHub.Rules.Lines;

namespace GpioHub.Explorer.Tests.Orders;

/// <content>The chip, and what lines ask of it.</content>
internal sealed partial class OrderRecorder
{
    private WishQueue[] _wishes = [];

    /// <summary>The chip has done, or refused, what a line wished.</summary>
    public void Did(LineOperation operation, ChipOutcome outcome)
    {
        if (Check is not null && outcome != ChipOutcome.Gone) Did(operation.Mapping.Plan.Line, operation.Ask, outcome);
    }

    private void Step(MoveKind kind, int line)
    {
        var (first, second) = (Check![line].First, Check[line].Second);
        Check.Step(kind, line);
        _wishes[line].Follow(first, second, Check[line]);
    }

    private void ToldAtOnce(int line, ChipAsk ask, ChipOutcome outcome)
    {
        if (outcome != ChipOutcome.Gone) Did(line, ask, outcome);
        if (ask == ChipAsk.Apply) Step(MoveKind.Answered, line);
    }

    private void Did(int line, ChipAsk ask, ChipOutcome outcome)
    {
        if (_wishes[line].IsReplaced()) return;                            // the world's chip has only the wish after it
        if (Check![line].First.Ask != ask) Check.Wrong($"the chip of line {line} has done {ask}");
        Check.Step(outcome == ChipOutcome.Done ? MoveKind.ChipDoes : MoveKind.ChipRefuses, line);
    }

    private void ChipTook(object message)
    {
        switch (message)
        {
            case PortProtocol.Sampled sampled:
                Check!.Step(MoveKind.Toggle, sampled.Index);
                break;
            case WireProtocol.SenseLevel asked:
                Check!.Step(MoveKind.ChipSenses, asked.Mapping.Plan.Line);
                break;
            case PortProtocol.PortLost or PortProtocol.PortOpened:
                for (int line = 0; line < _wishes.Length; line++)
                {
                    bool leaves = message is PortProtocol.PortLost;
                    if (leaves == Check![line].ChipAway) continue;
                    Check.Step(leaves ? MoveKind.ChipLeaves : MoveKind.ChipReturns, line);
                    _wishes[line].Clear();
                }

                break;
        }
    }
}
