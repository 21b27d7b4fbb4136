using GpioHub.Configuration;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class GuestsSpec
{
    private const string Chips = "chips: { c: { driver: sim, lines: [A, B, C, D] }, h: { driver: gpiochip, label: x } }\n";

    [Fact(DisplayName = "The key line defaults to the previous + 1; gaps and slots beyond are spare slots without a name (IF-1.10)")]
    public void LineNumbers()
    {
        GuestPlan guest = Rig.Plan(Chips + "guests: { g: { slots: 8, lines: [{ from: c/A }, { line: 4, from: c/B }, { name: " +
            "SPARE }, { line: 2, from: c/D }, { from: c/C }] } }").Guests[0];

        Assert.Equal(Enumerable.Range(0, 8), guest.Lines.Select(l => l.Line));
        Assert.Equal(["A", "", "D", "C", "B", "SPARE", "", ""], guest.Lines.Select(l => l.Name));
        Assert.Equal([0, null, 3, 2, 1, null, null, null], guest.Lines.Select(l => l.From?.Index));
    }

    [Fact(DisplayName = "The key slots defaults to the last number + 1 (IF-1.9)")]
    public void DefaultSlots() =>
        Assert.Equal(8, Rig.Plan("guests: { g: { lines: [{ line: 7 }, { line: 3 }] } }").Guests[0].Lines.Length);

    [Theory(DisplayName = "The keys access and onRelease are as written (IF-1.10)")]
    [InlineData("access: in", LineAccess.In, OnRelease.Input)]
    [InlineData("access: out", LineAccess.Out, OnRelease.Input)]
    [InlineData("access: inout, onRelease: input", LineAccess.InOut, OnRelease.Input)]
    [InlineData("access: out, onRelease: hold", LineAccess.Out, OnRelease.Hold)]
    [InlineData("access: out, onRelease: low", LineAccess.Out, OnRelease.Low)]
    [InlineData("access: inout, onRelease: high", LineAccess.InOut, OnRelease.High)]
    public void AccessAndRelease(string written, LineAccess access, OnRelease onRelease) =>
        Assert.Equal(new GuestLinePlan(0, "A", new ChipLineAddress("c", 0), access, onRelease),
            Rig.Plan($"{Chips}guests: {{ g: {{ lines: [{{ from: c/A, {written} }}] }} }}").Guests[0].Lines[0]);

    [Fact(DisplayName = "The keys earlyUnmask and whenStopped are as written (IF-1.9)")]
    public void SessionSettings()
    {
        GuestPlan guest = Rig.Plan("guests: { g: { lines: [{}], earlyUnmask: hold, whenStopped: 5s } }").Guests[0];

        Assert.Equal((EarlyUnmask.Hold, TimeSpan.FromSeconds(5)), (guest.EarlyUnmask, guest.WhenStopped));
        Assert.Null(Rig.Plan("guests: { g: { lines: [{}], whenStopped: hold } }").Guests[0].WhenStopped);
    }

    [Theory(DisplayName = "whenStopped: hold gets a warning if a line of the guest may drive and onRelease would end that (IF-1.9)")]
    [InlineData("whenStopped: hold, lines: [{ from: c/A, access: out }]", true)]
    [InlineData("whenStopped: hold, lines: [{ from: c/A, access: inout, onRelease: low }]", true)]
    [InlineData("whenStopped: hold, lines: [{ from: c/A, access: out, onRelease: hold }, { from: c/B }, {}]", false)]
    [InlineData("whenStopped: 1m, lines: [{ from: c/A, access: out }]", false)]
    [InlineData("lines: [{ from: c/A, access: out }]", false)]
    public void HeldPins(string guest, bool warned)
    {
        var said = Rig.Load($"{Chips}guests: {{ g: {{ {guest} }} }}").Problems.Where(p => p.KeyPath == "guests.g.whenStopped");
        Assert.Equal(warned ? ["a paused guest's outputs stay driven, and so they may when its driver is unbound (docs/guests.md); " +
            "a time lets them go"] : [], said.Select(p => p.Message));
    }

    [Theory(DisplayName = "What is wrong with a guest's lines is told (IF-1.9, IF-1.10)")]
    [InlineData("lines: [{ from: c/A, onRelease: low }]",
        "guests.g.lines[0].onRelease: onRelease is for access out or inout; this line has access in")]
    [InlineData("lines: [{ from: c/A, access: in, onRelease: input }]",
        "guests.g.lines[0].onRelease: onRelease is for access out or inout; this line has access in")]
    [InlineData("lines: [{ from: c/A }, { from: c/0, name: X }]", "guests.g.lines[1].from: c/0 is already mapped to this guest at line 2")]
    [InlineData("lines: [{ from: h/X }, { from: h/X, name: Y }]", "guests.g.lines[1].from: h/X is already mapped to this guest at line 2")]
    [InlineData("lines: [{ line: 3 }, { line: 2 }, {}]", "guests.g.lines[2].line: line 3 is already mapped at line 2")]
    [InlineData("lines: [{ line: 3 }], slots: 3", "guests.g.slots: 3 slots are too few: line 3 is mapped; expected at least 4")]
    [InlineData("lines: [{ line: 9999 }, {}]", "guests.g.lines[1]: line 10000 is beyond the last, 9999")]
    [InlineData("lines: [{ from: \"c:A\" }]",
        "guests.g.lines[0].from: expected a chip's line, CHIP/LINE; \"c:A\" is a guest's line; did you mean \"c/A\"?")]
    [InlineData("lines: [c/A]", "guests.g.lines[0]: expected a map (a line of a guest), found \"c/A\"")]
    [InlineData("lines: c/A", "guests.g.lines: expected a list of maps such as { name: IGN, from: bench/IGN }, found \"c/A\"")]
    [InlineData("slots: 4", "guests.g: \"lines\" is missing; expected a list of maps such as { name: IGN, from: bench/IGN }")]
    [InlineData("lines: [{ from: h/abcdefghijklmnopqrstuvwxyzabcdef }]", "guests.g.lines[0].from: " +
        "\"abcdefghijklmnopqrstuvwxyzabcdef\" cannot be the name of a guest's line; add name: with at most 31 printable ASCII characters")]
    public void Wrong(string guest, string message) =>
        Assert.Equal([message], Rig.Load($"{Chips}guests: {{ g: {{ {guest} }} }}").Problems.Where(p => p.Severity == ProblemSeverity.Error)
            .Select(p => $"{p.KeyPath}: {p.Message}"));

    [Fact(DisplayName = "More than 64 slots get a warning, 64 do not (IF-1.9, VG-D-11)")]
    public void ManySlots()
    {
        Assert.Empty(Rig.Said("guests: { g: { slots: 64, lines: [] } }"));
        Assert.Equal(
            ["rig.yaml:1:23: warning: guests.g.slots: 65 lines are more than the 64 entries of a ring of QEMU 9 and later: " +
                "not all interrupts can be armed at once"],
            Rig.Said("guests: { g: { slots: 65, lines: [] } }"));
    }

    [Fact(DisplayName = "A guest's lines may be [] if it has slots: a device without lines is refused (IF-1.9, VG-D-05)")]
    public void NoLines()
    {
        Assert.Single(Rig.Plan("guests: { g: { lines: [], slots: 1 } }").Guests[0].Lines);
        Assert.Equal(["rig.yaml:1:11: guests.g.slots: a device without lines; expected lines, or slots for lines to come"],
            Rig.Said("guests: { g: { lines: [] } }"));
    }

    [Fact(DisplayName = "A guest's names take at most 64 KiB (VG-D-06)")]
    public void NameBlock()
    {
        string items = string.Join(", ", Enumerable.Range(0, 2049).Select(i => $"{{ name: abcdefghijklmnopqrstuvwxyz{i:D5} }}"));

        Assert.Contains(Rig.Said($"guests: {{ g: {{ lines: [{items}] }} }}"),
            s => s.EndsWith("the names of all lines take 65568 bytes; a guest can have 65536", StringComparison.Ordinal));
    }

    [Fact(DisplayName = "One chip line may be in many guests (IF-1.10)")]
    public void FanOut() =>
        Assert.All(Rig.Plan(Chips + "guests: { \"g{1..24}\": { lines: [{ from: c/A }] } }").Guests,
            g => Assert.Equal(new ChipLineAddress("c", 0), g.Lines[0].From));

    [Fact(DisplayName = "The verb check warns of hold, low and high on a gpiochip (IF-1.11)")]
    public void ReleaseOnGpioChip() =>
        Assert.Equal(
            ["guests.g.lines[0].onRelease"],
            Rig.Load(Chips + "guests: { g: { lines: [{ from: h/A, access: out, onRelease: hold }, { from: h/B, access: out }, { from: " +
                "c/A, access: out, onRelease: hold }] } }")
                .Problems.Where(p => p.Severity == ProblemSeverity.Warning).Select(p => p.KeyPath));

    [Fact(DisplayName = "An alias of a gpiochip is an offset; other names are known only to the open chip (IF-1.7)")]
    public void GpioChipNames()
    {
        RigPlan plan = Rig.Plan("""
            chips: { h: { driver: gpiochip, label: x, lines: [{ offset: 8, name: FAULT_N }, K15] } }
            guests: { g: { lines: [{ from: h/FAULT_N }, { from: h/K15 }, { from: h/OTHER }, { from: h/3 }] } }
            """);

        Assert.Equal([8, ChipLinePlan.ByName, ChipLinePlan.ByName, 3],
            plan.Guests[0].Lines.Select(l => plan.Chips[0].Lines[l.From!.Value.Index].Offset));
        Assert.Equal(["FAULT_N", "K15", "OTHER", ""], plan.Guests[0].Lines.Select(l => l.Name));
    }
}
