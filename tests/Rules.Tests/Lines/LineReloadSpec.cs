using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using static GpioHub.Rules.Tests.Lines.LineDriver;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>A line whose chip, guest or rules come and go: what is kept, and what the chip is told.</summary>
public class LineReloadSpec
{
    private static readonly LineState Input = Idle with { Direction = GpioDirection.In };

    [Fact(DisplayName = "A line is forbidden what its access excludes, and nothing else (IF-1.10)")]
    public void Forbidden()
    {
        bool Of(LineState state, LineAccess access) => state.IsForbidden(LineWorld.Usual with { Access = access });
        Assert.True(Of(Output, LineAccess.In) && Of(Input, LineAccess.Out) && Of(Armed, LineAccess.Out));
        Assert.False(Of(Output, LineAccess.Out) || Of(Input, LineAccess.In) || Of(Armed, LineAccess.In) || Of(Idle, LineAccess.In));
        Assert.All((LineState[])[Output, Input, Armed], state => Assert.False(Of(state, LineAccess.InOut)));
        Assert.False(Of(Idle, LineAccess.Out));
    }

    [Fact(DisplayName = "What a line may no longer do ends as if the guest had ended it: the chip is told, the buffer goes back (IF-1.10)")]
    public void Restricted()
    {
        var rules = LineWorld.Usual with { Access = LineAccess.Out };
        var armed = (Armed with { Direction = GpioDirection.In, Value = true }).WithBuffer(IrqBufferState.Held);
        var ended = armed.Decide(LineInput.Of(LineInputKind.Restricted), rules);
        Assert.True(ended is { Ask: ChipAsk.Tell, Returns: true, Irq: IrqStatus.Invalid, Replies: false });
        Assert.Equal(Idle with { Generation = 11, LastGeneration = 11, BufferTicket = LineWorld.Held }, ended.Next);
        Assert.Equal(new LineDecision { Next = Output }, Output.Decide(LineInput.Of(LineInputKind.Restricted), rules));
    }

    [Fact(DisplayName =
        "On another chip line nothing of the old one counts, what the guest has set stays, and is told when that chip is there")]
    public void Left()
    {
        var waiting = (Input with { LastGeneration = 20, Latched = true }).Asks(IrqType.EdgeRising).Next with { WantedLatched = true };
        var left = waiting.Given(LineInputKind.NetLeft);
        Assert.True(left.IsSilent());
        Assert.Equal(waiting with
        {
            Operation = ChipOperation.None,
            WantedLatched = false,
            ChipUp = false,
            Diverged = true,
            Generation = 22,
            LastGeneration = 22,
        }, left.Next);
        Assert.False((Idle with { Diverged = true }).Given(LineInputKind.NetLeft).Next.Diverged);
        Assert.True(Output.Given(LineInputKind.NetLeft).Next.Diverged && Armed.Given(LineInputKind.NetLeft).Next.Diverged);
        var late = waiting.Given(LineInput.DeadlinePassed(LineWorld.Asked)).Next.Given(LineInputKind.NetLeft).Next;
        Assert.False(late.Overdue);
        Assert.Equal(IrqBufferState.Parked, waiting.Queues().Next.Given(LineInputKind.NetLeft).Next.Buffer);
    }

    [Fact(DisplayName = "A chip that is back is told a line that it may have otherwise, once; else it is asked nothing (VG-D-52)")]
    public void Back()
    {
        var lost = Output.Given(LineInputKind.ChipLost);
        Assert.True(lost.IsSilent() && !lost.Next.ChipUp);
        var back = lost.Next.Given(LineInput.ChipBack(true));
        Assert.Equal(new LineDecision { Next = Output with { Level = true } }, back);
        var told = (lost.Next with { Diverged = true }).Given(LineInput.ChipBack(true));
        Assert.Equal((ChipAsk.Apply, 6u, ChipOperation.Reapply), (told.Ask, told.Serial, told.Next.Operation));
        Assert.Equal(Output.Desired, told.Desired);
        var waiting = (Output with { Diverged = true }).Asks(GpioMessage.GetValue).Next;
        Assert.True(waiting.Given(LineInput.ChipBack(true)).IsSilent());
        var inputOnly = LineWorld.Usual with { Access = LineAccess.In };
        var forbidden = (lost.Next with { Diverged = true }).Decide(LineInput.ChipBack(true), inputOnly);
        Assert.True(forbidden.IsSilent() && forbidden.Next is { ChipUp: true, Level: true });
    }

    [Fact(DisplayName =
        "A guest that leaves has its pins released once, and one that is back has them applied before its first request (VU-47b)")]
    public void Presence()
    {
        var gone = Output.Given(LineInputKind.PinsReleased);
        Assert.Equal((ChipAsk.Tell, true), (gone.Ask, gone.Desired.Released));
        Assert.Equal(Output with { Released = true }, gone.Next);
        Assert.True(gone.Next.Given(LineInputKind.PinsReleased).IsSilent());

        var back = gone.Next.Given(LineInputKind.PinsResumed);
        Assert.Equal((ChipAsk.Apply, ChipOperation.Reapply), (back.Ask, back.Next.Operation));
        Assert.Equal(Output.Desired, back.Desired);
        Assert.True(Output.Given(LineInputKind.PinsResumed).IsSilent());
        var away = (gone.Next with { ChipUp = false }).Given(LineInputKind.PinsResumed);
        Assert.True(away.IsSilent() && away.Next is { Released: false, Diverged: true });
        var waiting = (gone.Next.Asks(GpioMessage.GetValue).Next).Given(LineInputKind.PinsResumed);
        Assert.Equal((ChipAsk.Tell, false, ChipOperation.Read), (waiting.Ask, waiting.Next.Released, waiting.Next.Operation));
        Assert.False(waiting.Next.Overdue);
    }

    [Fact(DisplayName =
        "A chip that owes an answer that nobody waits for is told nothing more until that comes, and then everything (HR-05)")]
    public void NothingPilesUp()
    {
        var late = Output.Asks(GpioMessage.GetValue).Next.Given(LineInput.DeadlinePassed(LineWorld.Asked)).Next;
        var again = (Output with { Diverged = true }).Given(LineInput.ChipBack(false)).Next;
        foreach (var owed in (LineState[])[late, again])
        {
            var released = owed.Given(LineInputKind.PinsReleased);
            Assert.True(released.IsSilent() && released.Next is { Overdue: true, Diverged: true, Released: true });
            var answered = released.Next.Answered(ChipOutcome.Done);
            Assert.Equal((ChipAsk.Apply, true), (answered.Ask, answered.Desired.Released));
        }

        Assert.Equal(ChipAsk.Tell, Output.Asks(GpioMessage.GetValue).Next.Given(LineInputKind.PinsReleased).Ask);
    }

    [Fact(DisplayName = "A reset clears the line, keeps what is not the driver's, and waits for no answer any more (VG-D-49)")]
    public void Reset()
    {
        var used = (Armed with
        {
            Direction = GpioDirection.In,
            Value = true,
            Latched = true,
            Level = true,
            Bounces = 3,
            Released = true,
            Denied = true,
            Unheeded = true,
            Withheld = true,
            Muted = true,
            LastGeneration = 20,
        }).WithBuffer(IrqBufferState.Held);
        var cleared = used.Given(LineInputKind.Reset);
        Assert.Equal(Idle with { Generation = 21, LastGeneration = 21, Level = true }, cleared.Next);
        Assert.Equal((ChipAsk.Tell, cleared.Next.Desired, false), (cleared.Ask, cleared.Desired, cleared.Returns));
        Assert.True((used with { Diverged = true }).Given(LineInputKind.Reset).Next.Diverged);

        Assert.Equal((ChipOperation.Read, true, true), After(Output.Asks(GpioMessage.GetValue).Next));
        Assert.Equal((ChipOperation.SetValue, true, true), After(Output.Asks(GpioMessage.SetValue, 1).Next));
        var away = (Idle with { ChipUp = false, EventqRunning = false }).Given(LineInputKind.Reset).Next;
        Assert.False(away.ChipUp || away.EventqRunning);

        static (ChipOperation Operation, bool Overdue, bool Diverged) After(LineState state)
        {
            var next = state.Given(LineInputKind.Reset).Next;
            Assert.Equal(6u, next.Serial);
            return (next.Operation, next.Overdue, next.Diverged);
        }
    }

    [Fact(DisplayName =
        "A forgotten request is answered by nobody here: a chip that changes something for it leaves the line diverged (HR-05)")]
    public void Forgotten()
    {
        foreach (var state in (LineState[])[Output.Asks(GpioMessage.GetValue).Next, Output.Asks(GpioMessage.SetValue, 1).Next])
        {
            var forgotten = state.Given(LineInputKind.RequestsForgotten);
            Assert.True(forgotten.IsSilent());
            Assert.Equal(state with { Overdue = true, Diverged = state.Operation != ChipOperation.Read }, forgotten.Next);
            Assert.Equal(new LineDecision { Next = forgotten.Next }, forgotten.Next.Given(LineInputKind.RequestsForgotten));
        }

        var again = (Output with { Diverged = true }).Given(LineInput.ChipBack(false)).Next;
        foreach (var state in (LineState[])[Output, again])
            Assert.Equal(new LineDecision { Next = state }, state.Given(LineInputKind.RequestsForgotten));
        Assert.True((Output with { Diverged = true }).Asks(GpioMessage.GetValue).Next.Given(LineInputKind.RequestsForgotten).Next.Diverged);
        var held = Idle.Asks(IrqType.EdgeRising).Next.Queues().Next.Given(LineInputKind.RequestsForgotten);
        Assert.True(held is { Returns: false, Next.Buffer: IrqBufferState.Parked });
        Assert.True((Armed with { Withheld = true }).Given(LineInputKind.RequestsForgotten).AwaitsPublication);
        var waiting = (Armed with { Withheld = true }).Asks(GpioMessage.GetValue).Next;
        Assert.True(waiting.Given(LineInputKind.RequestsForgotten).AwaitsPublication);
    }

    [Fact(DisplayName = "With a new mailbox a line waits for nothing; what its chip may have done meanwhile leaves it diverged (HR-05)")]
    public void Renewed()
    {
        Assert.Equal(Output, Output.Renewed());
        Assert.True((Output with { Diverged = true }).Renewed().Diverged);
        var read = Output.Asks(GpioMessage.GetValue).Next;
        Assert.Equal(read with { Operation = ChipOperation.None }, read.Renewed());
        var late = read.Given(LineInput.DeadlinePassed(LineWorld.Asked)).Next;
        Assert.Equal(read with { Operation = ChipOperation.None }, late.Renewed());
        var set = Output.Asks(GpioMessage.SetValue, 1).Next;
        Assert.Equal(set with { Operation = ChipOperation.None, Diverged = true }, set.Renewed());
    }

    [Fact(DisplayName = "A line owes an answer while a request waits for its chip, and not beyond its deadline (HR-05)")]
    public void Owes()
    {
        var waiting = Output.Asks(GpioMessage.GetValue).Next;
        Assert.True(waiting.OwesAnswer);
        Assert.False(waiting.Given(LineInput.DeadlinePassed(LineWorld.Asked)).Next.OwesAnswer);
        Assert.False(Output.OwesAnswer);
        Assert.False((Output with { Diverged = true }).Given(LineInput.ChipBack(false)).Next.OwesAnswer);
    }
}
