using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;
using Xunit;

namespace GpioHub.Rules.Tests.Lines;

/// <summary>The table of VG-S2.6, cell by cell, each named by its requirement.</summary>
public class LineTableSpec
{
    private const string Ok = "OK";
    private const string Valid = "VALID";
    private const string Invalid = "INVALID";

    private static readonly Ticket Held = LineWorld.Held;
    private static readonly Ticket Second = LineWorld.Second;

    /// <summary>The table's columns.</summary>
    private static readonly Dictionary<string, LineState> Columns = new()
    {
        ["T=NONE"] = Up(IrqType.None),
        ["edge, B none"] = Up(IrqType.EdgeRising),
        ["edge latched, B none"] = Up(IrqType.EdgeRising) with { Latched = true },
        ["edge, B held"] = Up(IrqType.EdgeRising) with { Buffer = IrqBufferState.Held, BufferTicket = Held },
        ["level, B none"] = Up(IrqType.LevelHigh),
        ["level active, B none"] = Up(IrqType.LevelHigh) with { Level = true },
        ["level, B held"] = Up(IrqType.LevelHigh) with { Buffer = IrqBufferState.Held, BufferTicket = Held },
        ["T=NONE, B parked"] = Up(IrqType.None) with { Buffer = IrqBufferState.Parked, BufferTicket = Held },
    };

    private static LineState Up(IrqType irq) =>
        LineState.Initial with { Irq = irq, ChipUp = true, EventqRunning = true, Direction = GpioDirection.In };

    private static readonly Dictionary<string, LineInput[]> Stimuli = new()
    {
        ["matching edge"] = [LineInput.EdgeSensed(1, 0, true, 0)],
        ["other edge"] = [LineInput.EdgeSensed(0, 1, false, 0)],
        ["older watch's edge"] = [LineInput.EdgeSensed(1, 0, true, uint.MaxValue)],
        ["level becomes inactive"] = [LineInput.EdgeSensed(0, 1, false, 0)],
        ["buffer queued"] = [LineInput.BufferQueued(Second)],
        ["SET NONE"] = [Set(IrqType.None)],
        ["SET same T"] = [],
        ["SET other T"] = [Set(IrqType.EdgeFalling), LineInput.ChipAnswered(1, ChipOutcome.Done, false)],
        ["SET T, refused"] = [Set(IrqType.EdgeFalling), LineInput.ChipAnswered(1, ChipOutcome.Refused, false)],
        ["SET T, deadline"] = [Set(IrqType.EdgeFalling), LineInput.DeadlinePassed(LineWorld.Asked)],
        ["DIR NONE"] = [LineInput.Request(LineWorld.Asked, new GpioRequest(GpioMessage.SetDirection, 0, 0))],
        ["reset"] = [LineInput.Of(LineInputKind.Reset)],
        ["eventq stopped"] = [LineInput.Of(LineInputKind.EventqStopped)],
        ["eventq disabled"] = [LineInput.Of(LineInputKind.EventqDisabled)],
        ["eventq disabled, edge, enabled"] = [LineInput.Of(LineInputKind.EventqDisabled), LineInput.EdgeSensed(1, 0, true, 0),
            LineInput.Of(LineInputKind.EventqStarted)],
        ["chip lost, edge told before, back active"] = [LineInput.Of(LineInputKind.ChipLost), LineInput.EdgeSensed(1, 0, true, 0),
            LineInput.ChipBack(true)],
        ["chip lost"] = [LineInput.Of(LineInputKind.ChipLost)],
    };

    private static LineInput Set(IrqType type) =>
        LineInput.Request(LineWorld.Asked, new GpioRequest(GpioMessage.SetIrqType, 0, (uint)type));

    /// <summary>Cell: column, stimulus, requirement, what is seen outside in order, then the state: T L B.</summary>
    public static TheoryData<string, string, string, string, string> Cells() => new()
    {
        { "T=NONE", "matching edge", "R-06", "", "None - None" },
        { "edge, B none", "matching edge", "VG-D-37", "", "EdgeRising L None" },
        { "edge latched, B none", "matching edge", "VG-D-37 one bit", "", "EdgeRising L None" },
        { "edge, B held", "matching edge", "VG-D-42", Valid, "EdgeRising - None" },
        { "edge, B held", "other edge", "VG-D-39", "", "EdgeRising - Held" },
        { "edge, B none", "older watch's edge", "R-07", "", "EdgeRising - None" },
        { "edge, B held", "older watch's edge", "R-07", "", "EdgeRising - Held" },
        { "level, B none", "matching edge", "VG-D-37 no latch", "", "LevelHigh - None" },
        { "level, B held", "matching edge", "VG-D-43", Valid, "LevelHigh - None" },
        { "level active, B none", "level becomes inactive", "R-10", "", "LevelHigh - None" },
        { "level, B held", "level becomes inactive", "VG-D-43", "", "LevelHigh - Held" },

        { "T=NONE", "buffer queued", "VG-D-44", Invalid + " 8", "None - None" },
        { "edge, B none", "buffer queued", "VG-D-41", "", "EdgeRising - Held" },
        { "edge latched, B none", "buffer queued", "VG-D-41, R-01", Valid + " 8", "EdgeRising - None" },
        { "edge, B held", "buffer queued", "VG-D-45", Invalid + " 8", "EdgeRising - Held" },
        { "level, B none", "buffer queued", "VG-D-41", "", "LevelHigh - Held" },
        { "level active, B none", "buffer queued", "VG-D-43, R-09", Valid + " 8", "LevelHigh - None" },
        { "level, B held", "buffer queued", "VG-D-45", Invalid + " 8", "LevelHigh - Held" },
        { "T=NONE, B parked", "buffer queued", "VG-S2.6 parked", Invalid + " 8", "None - Parked" },

        { "T=NONE", "SET NONE", "VG-D-34, R-11", Ok, "None - None" },
        { "edge latched, B none", "SET NONE", "VG-D-38", Ok, "None - None" },
        { "edge, B held", "SET NONE", "VG-D-38, R-03", $"{Invalid} {Ok}", "None - None" },
        { "level, B none", "SET NONE", "VG-D-38", Ok, "None - None" },
        { "level, B held", "SET NONE", "VG-D-38", $"{Invalid} {Ok}", "None - None" },
        { "T=NONE, B parked", "SET NONE", "VG-D-34, VG-S2.6 parked", $"{Invalid} {Ok}", "None - None" },

        { "edge, B none", "SET same T", "VG-D-34", Ok, "EdgeRising - None" },
        { "edge latched, B none", "SET same T", "VG-D-34", Ok, "EdgeRising L None" },
        { "edge, B held", "SET same T", "VG-D-34", Ok, "EdgeRising - Held" },
        { "level, B none", "SET same T", "VG-D-34", Ok, "LevelHigh - None" },
        { "level, B held", "SET same T", "VG-D-34", Ok, "LevelHigh - Held" },

        { "T=NONE", "SET other T", "VG-D-33", Ok, "EdgeFalling - None" },
        { "T=NONE, B parked", "SET other T", "VG-D-44", Ok, "EdgeFalling - Held" },
        { "edge latched, B none", "SET other T", "VG-D-35, R-12", Ok, "EdgeFalling - None" },
        { "edge, B held", "SET other T", "VG-D-35, R-12", Ok, "EdgeFalling - Held" },
        { "level, B none", "SET other T", "VG-D-35", Ok, "EdgeFalling - None" },
        { "level, B held", "SET other T", "VG-D-35", Ok, "EdgeFalling - Held" },

        { "T=NONE", "SET T, refused", "VG-D-36", "ERR", "None - None" },
        { "edge latched, B none", "SET T, refused", "VG-D-36", "ERR", "EdgeRising L None" },
        { "edge, B held", "SET T, refused", "VG-D-36", "ERR", "EdgeRising - Held" },
        { "level, B held", "SET T, refused", "VG-D-36", "ERR", "LevelHigh - Held" },
        { "T=NONE, B parked", "SET T, refused", "VG-S2.6 pending", "ERR", "None - Parked" },
        { "T=NONE", "SET T, deadline", "HR-05", "ERR", "None - None" },
        { "edge latched, B none", "SET T, deadline", "HR-05", "ERR", "EdgeRising L None" },
        { "T=NONE, B parked", "SET T, deadline", "VG-S2.6 pending", "ERR", "None - Parked" },

        { "T=NONE", "DIR NONE", "VG-D-25", Ok, "None - None" },
        { "edge latched, B none", "DIR NONE", "VG-D-25", Ok, "None - None" },
        { "edge, B held", "DIR NONE", "VG-D-25, R-13", $"{Invalid} {Ok}", "None - None" },
        { "level, B none", "DIR NONE", "VG-D-25", Ok, "None - None" },
        { "level, B held", "DIR NONE", "VG-D-25, R-13", $"{Invalid} {Ok}", "None - None" },
        { "T=NONE, B parked", "DIR NONE", "VG-S2.6 parked", $"{Invalid} {Ok}", "None - None" },

        { "edge latched, B none", "reset", "VG-D-49", "", "None - None" },
        { "edge, B held", "reset", "VG-D-49, R-14", "", "None - None" },
        { "level, B held", "reset", "VG-D-49", "", "None - None" },
        { "T=NONE, B parked", "reset", "VG-D-49", "", "None - None" },

        { "edge, B held", "eventq stopped", "VU-45", Invalid, "EdgeRising - None" },
        { "edge latched, B none", "eventq stopped", "VU-46", "", "EdgeRising L None" },
        { "level, B held", "eventq stopped", "VU-45", Invalid, "LevelHigh - None" },
        { "T=NONE, B parked", "eventq stopped", "VG-S2.6 parked", Invalid, "None - None" },
        { "edge, B held", "eventq disabled", "VU-35", "", "EdgeRising - Held" },
        { "edge, B held", "eventq disabled, edge, enabled", "VU-35, VG-S2.6 stopped rings", Valid, "EdgeRising - None" },

        { "edge, B held", "chip lost", "VG-D-52", "", "EdgeRising - Held" },
        { "edge, B held", "chip lost, edge told before, back active", "VG-D-52", Valid, "EdgeRising - None" },
        { "level, B held", "chip lost, edge told before, back active", "VG-D-52", Valid, "LevelHigh - None" },
    };

    [Theory(DisplayName = "Each cell of the state table is what the line does (VG-S2.6)")]
    [MemberData(nameof(Cells))]
    public void Cell(string column, string stimulus, string requirement, string seen, string state)
    {
        var now = Columns[column];
        var outside = new List<string>();
        var inputs = stimulus == "SET same T" ? [Set(now.Irq)] : Stimuli[stimulus];
        foreach (var input in inputs)
        {
            var decision = now.Decide(input, LineWorld.Usual);
            if (decision.Returns)
                outside.Add((decision.Irq == IrqStatus.Valid ? Valid : Invalid) + (decision.Buffer == Second ? " 8" : ""));
            if (decision.Replies) outside.Add(decision.Status == GpioStatus.Ok ? Ok : "ERR");
            now = decision.Next;
        }

        if (now.Withheld)
        {
            var settled = now.Decide(LineInput.Of(LineInputKind.ReplyPublished), LineWorld.Usual);
            Assert.False(settled.Returns, requirement);
            now = settled.Next;
        }

        Assert.True(seen == string.Join(' ', outside), $"{requirement}: expected '{seen}', saw '{string.Join(' ', outside)}'");
        Assert.Equal(state, $"{now.Irq} {(now.Latched ? "L" : "-")} {now.Buffer}");
    }

    [Theory(DisplayName =
        "While an enable is pending, an edge before the chip's answer latches, and a level active at the answer is due; both come after " +
        "the OK (VG-S2.6)")]
    [InlineData(IrqType.EdgeRising)]
    [InlineData(IrqType.LevelHigh)]
    public void PendingEnableDeliversAfterItsReply(IrqType type)
    {
        var pending = Up(IrqType.None).Decide(Set(type), LineWorld.Usual).Next;
        var held = pending.Decide(LineInput.BufferQueued(Held), LineWorld.Usual);
        Assert.False(held.Returns, "VG-D-44: held, not bounced, while the enable is pending");
        var early = held.Next.Decide(LineInput.EdgeSensed(1, 0, true, held.Next.WantedGeneration), LineWorld.Usual);
        Assert.False(early.Returns);

        var confirmed = early.Next.Decide(LineInput.ChipAnswered(1, ChipOutcome.Done, true), LineWorld.Usual);
        Assert.True(confirmed is { Replies: true, Status: GpioStatus.Ok, Returns: false, AwaitsPublication: true });
        var forgotten = confirmed.Next.Decide(LineInput.Of(LineInputKind.RequestsForgotten), LineWorld.Usual);    // its actor failed
        Assert.True(forgotten is { Returns: false, AwaitsPublication: true, Next.Withheld: true });
        var published = confirmed.Next.Decide(LineInput.Of(LineInputKind.ReplyPublished), LineWorld.Usual);
        Assert.True(published is { Returns: true, Irq: IrqStatus.Valid });
    }

    [Fact(DisplayName = "The ninth bounce in a row is parked; an accepted SET_IRQ_TYPE starts the count anew (VG-D-44)")]
    public void BouncesEndInParking()
    {
        var now = Up(IrqType.None);
        for (int i = 0; i < LineState.BouncesBeforeParking; i++)
        {
            var bounced = now.Decide(LineInput.BufferQueued(Held), LineWorld.Usual);
            Assert.True(bounced is { Returns: true, Irq: IrqStatus.Invalid });
            now = bounced.Next;
        }

        var parked = now.Decide(LineInput.BufferQueued(Held), LineWorld.Usual);
        Assert.False(parked.Returns);
        Assert.Equal(IrqBufferState.Parked, parked.Next.Buffer);
        var none = parked.Next.Decide(Set(IrqType.None), LineWorld.Usual);
        Assert.Equal(0, none.Next.Bounces);
    }

    [Fact(DisplayName = "Design rule 5: a late answer re-applies the line's state before any newer request")]
    public void LateAnswerReapplies()
    {
        var output = LineState.Initial with { Direction = GpioDirection.Out, ChipUp = true, EventqRunning = true };
        var asked = output.Decide(LineInput.Request(LineWorld.Asked, new GpioRequest(GpioMessage.SetValue, 0, 1)), LineWorld.Usual);
        Assert.True(asked.Desired.Value);
        var late = asked.Next.Decide(LineInput.DeadlinePassed(LineWorld.Asked), LineWorld.Usual);
        Assert.True(late is { Replies: true, Status: GpioStatus.Error });
        Assert.True(late.Next.Diverged);
        Assert.False(late.Next.Accepts(new GpioRequest(GpioMessage.GetValue, 0, 0)));
        Assert.True(late.Next.Accepts(new GpioRequest(GpioMessage.GetDirection, 0, 0)));

        var answered = late.Next.Decide(LineInput.ChipAnswered(asked.Serial, ChipOutcome.Done, true), LineWorld.Usual);
        Assert.Equal(ChipAsk.Apply, answered.Ask);
        Assert.False(answered.Desired.Value);
        var repaired = answered.Next.Decide(LineInput.ChipAnswered(answered.Serial, ChipOutcome.Done, false), LineWorld.Usual);
        Assert.False(repaired.Next.Diverged);
    }

    [Fact(DisplayName =
        "Design rule 3: T→T on a line that its chip may not watch any more is confirmed by the chip before OK, the latch kept (VG-D-34)")]
    public void TheSameTypeOnADivergedLine()
    {
        var diverged = Up(IrqType.EdgeRising) with { Diverged = true, Latched = true };
        var asked = diverged.Decide(Set(IrqType.EdgeRising), LineWorld.Usual);
        Assert.True(asked is { Ask: ChipAsk.Apply, Replies: false });
        var done = asked.Next.Decide(LineInput.ChipAnswered(asked.Serial, ChipOutcome.Done, false), LineWorld.Usual);
        Assert.True(done is { Replies: true, Status: GpioStatus.Ok, Next: { Latched: true, Diverged: false } });
    }

    [Fact(DisplayName = "Design rule 3: an edge while T→T waits for its chip is not lost, whatever the chip answers (VG-D-34, VG-D-37)")]
    public void EdgesWhileTheSameTypeIsTold()
    {
        foreach (var outcome in Enum.GetValues<ChipOutcome>())
        {
            var asked = (Up(IrqType.EdgeRising) with { Diverged = true }).Decide(Set(IrqType.EdgeRising), LineWorld.Usual).Next;
            var sensed = asked.Decide(LineInput.EdgeSensed(1, 0, true, asked.Generation), LineWorld.Usual).Next;
            var answered = sensed.Decide(LineInput.ChipAnswered(sensed.Serial, outcome, true), LineWorld.Usual).Next;
            Assert.True(answered.Latched, $"{outcome}");
        }
    }

    [Fact(DisplayName = "A latch that is delivered while T→T waits for its chip is not delivered again (VG-D-41)")]
    public void ALatchIsDeliveredOnceAcrossTheSameType()
    {
        var asked = (Up(IrqType.EdgeRising) with { Diverged = true, Latched = true }).Decide(Set(IrqType.EdgeRising), LineWorld.Usual).Next;
        var delivered = asked.Decide(LineInput.BufferQueued(Held), LineWorld.Usual);
        Assert.True(delivered is { Returns: true, Irq: IrqStatus.Valid });
        var answered = delivered.Next.Decide(LineInput.ChipAnswered(asked.Serial, ChipOutcome.Done, true), LineWorld.Usual);
        Assert.False(answered.Next.Latched);
    }
}
