using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;
using static GpioHub.Rules.Tests.Lines.LineDriver;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>A line with which another process goes on.</summary>
public class TakenOverSpec
{
    [Fact(DisplayName = "A line that is taken over says what it said, does not know its chip yet, and waits for no answer")]
    public void KeepsItself()
    {
        var line = (Armed with { Latched = true, Withheld = true, Bounces = 3 }).WithBuffer(IrqBufferState.Held);
        Assert.Equal(line with { ChipUp = false }, line.TakenOver(agrees: true));
        Assert.Equal(line with { ChipUp = false, Diverged = true }, line.TakenOver(agrees: false));
        var reads = Output.Asks(GpioMessage.GetValue).Next;
        Assert.Equal(reads with { Operation = ChipOperation.None, ChipUp = false }, reads.TakenOver(agrees: true));
    }

    [Fact(DisplayName = "A chip that was told something that nobody waits for is told it again")]
    public void TellsAgain()
    {
        var late = Output.Asks(GpioMessage.SetValue, 1).Next.Given(LineInput.DeadlinePassed(LineWorld.Asked)).Next;
        foreach (var line in (LineState[])[late.TakenOver(agrees: true), Output.TakenOver(agrees: false)])
        {
            var back = line.Given(LineInput.ChipBack(false));
            Assert.Equal((ChipAsk.Apply, ChipOperation.Reapply), (back.Ask, back.Next.Operation));
            Assert.Equal(line.Desired, back.Desired);
        }
    }

    [Theory(DisplayName =
        "What a chip was asked for a request it keeps until that is decided again, over however many processes: the net sees a write once")]
    [InlineData(1)]
    [InlineData(3)]
    public void NetSeesItOnce(int processes)
    {
        var line = Output.Asks(GpioMessage.SetValue, 1).Next;
        for (int i = 0; i < processes; i++)
        {
            line = line.TakenOver(agrees: false);                          // the chip has the value already
            var back = line.Given(LineInput.ChipBack(true));
            Assert.True(back.IsSilent());
            line = back.Next;
        }

        var again = line.Asks(GpioMessage.SetValue, 1);
        Assert.Equal((ChipAsk.Apply, ChipOperation.SetValue, true), (again.Ask, again.Next.Operation, again.Desired.Value));
        Assert.False(again.Next.AskedBefore);
        var done = again.Next.Answered(ChipOutcome.Done);
        Assert.True(done is { Replies: true, Next: { Diverged: false, Value: true } });
    }

    [Fact(DisplayName = "A chip that was asked for a request that is forgotten gets what the line says, and so does another chip line")]
    public void ForgottenRequest()
    {
        var line = Output.Asks(GpioMessage.SetValue, 1).Next.TakenOver(agrees: false);
        var up = line.Given(LineInput.ChipBack(true)).Next;
        var forgotten = up.Given(LineInputKind.RequestsForgotten);
        Assert.Equal((ChipAsk.Apply, ChipOperation.Reapply, Output.Desired), (forgotten.Ask, forgotten.Next.Operation, forgotten.Desired));
        var early = line.Given(LineInputKind.RequestsForgotten);
        Assert.True(early.IsSilent());
        Assert.Equal(ChipAsk.Apply, early.Next.Given(LineInput.ChipBack(true)).Ask);
        var elsewhere = up.Given(LineInputKind.NetLeft).Next;
        Assert.Equal(ChipOperation.Reapply, elsewhere.Given(LineInput.ChipBack(true)).Next.Operation);
        Assert.False(up.Given(LineInputKind.Reset).Next.AskedBefore);
    }
}
