using BenchmarkDotNet.Attributes;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Bench.Micro;

/// <summary>Benchmarks of one line's decisions. Each commits the state that it leaves, as on the hot path.</summary>
public class LineBenchmarks
{
    private static readonly LineRules Rules = new(Mapped: true, LineAccess.InOut, IrqNegotiated: true, EarlyUnmask.Return);

    private readonly Ticket _head = new(3, 1);
    private LineState _reading;
    private LineState _watching;

    [GlobalSetup]
    public void SetUp()
    {
        LineState up = LineState.Initial.Decide(LineInput.ChipBack(level: false), Rules).Next.Decide(
            LineInput.Of(LineInputKind.EventqStarted), Rules).Next;
        _reading = Done(up.Decide(Request(GpioMessage.SetDirection, (uint)GpioDirection.In), Rules));
        LineState enabled = Done(_reading.Decide(Request(GpioMessage.SetIrqType, (uint)IrqType.EdgeBoth), Rules));
        _watching = enabled.Decide(LineInput.Of(LineInputKind.ReplyPublished), Rules).Next;
        if (!GetValueCore().Replies || !EdgeCore().Returns)
            throw new InvalidOperationException("the line does not decide what is to be timed");
    }

    [Benchmark(Description = "GET_VALUE: read the chip, then the answer")]
    public byte GetValue() => GetValueCore().Value;

    [Benchmark(Description = "unmask, then an edge: the pair goes back VALID")]
    public IrqStatus UnmaskAndEdge() => EdgeCore().Irq;

    private LineDecision GetValueCore()
    {
        LineDecision asked = _reading.Decide(Request(GpioMessage.GetValue, 0), Rules);
        return asked.Next.Decide(LineInput.ChipAnswered(asked.Serial, ChipOutcome.Done, level: true), Rules);
    }

    private LineDecision EdgeCore()
    {
        LineState unmasked = _watching.Decide(LineInput.BufferQueued(_head), Rules).Next;
        return unmasked.Decide(LineInput.EdgeSensed(rising: 1, falling: 0, level: true, unmasked.Generation), Rules);
    }

    private LineInput Request(GpioMessage message, uint value) => LineInput.Request(_head, new GpioRequest(message, 0, value));

    private static LineState Done(in LineDecision decision) =>
        decision.Ask == ChipAsk.Apply
            ? decision.Next.Decide(LineInput.ChipAnswered(decision.Serial, ChipOutcome.Done, level: false), Rules).Next
            : decision.Next;
}
