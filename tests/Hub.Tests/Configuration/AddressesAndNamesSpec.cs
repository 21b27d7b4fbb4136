using GpioHub.Configuration;
using GpioHub.Rules.Plan;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class AddressesAndNamesSpec
{
    [Theory(DisplayName = "Ids are 1–63 of A–Z a–z 0–9 _ . -, the first a letter or digit (IF-1.2)")]
    [InlineData("a", true)]
    [InlineData("0", true)]
    [InlineData("a.b_C-9", true)]
    [InlineData("-a", false)]
    [InlineData(".a", false)]
    [InlineData("a b", false)]
    [InlineData("a/b", false)]
    [InlineData("é", false)]
    [InlineData("'a\n\n  b'", false)]
    public void Ids(string id, bool valid)
    {
        Assert.Equal(valid, Rig.Load($"guests:\n  {id}: {{ lines: [{{}}] }}\n").Plan is not null);
        Assert.Equal(valid, Rig.Load($"chips:\n  {id}: {{ driver: sim, lines: 1 }}\n").Plan is not null);
    }

    [Fact(DisplayName = "An id of 63 characters is right, one of 64 is not (IF-1.2)")]
    public void LongestId()
    {
        Assert.NotNull(Rig.Load($"guests: {{ {new string('a', 63)}: {{ lines: [{{}}] }} }}").Plan);
        Assert.Null(Rig.Load($"guests: {{ {new string('a', 64)}: {{ lines: [{{}}] }} }}").Plan);
    }

    [Fact(DisplayName = "The guest id control is reserved (IF-1.2)")]
    public void Reserved() =>
        Assert.Equal(
            ["rig.yaml:1:11: guests.control: \"control\" is reserved: control.sock is the hub's own"],
            Rig.Said("guests: { control: { lines: [{}] } }"));

    [Theory(DisplayName = "A guest's line name is at most 31 bytes of printable ASCII (IF-1.2, VG-D-03, VG-D-06)")]
    [InlineData("\"B READY\"", true)]
    [InlineData("\"~!/:{{}\"", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcde", true)]
    [InlineData("abcdefghijklmnopqrstuvwxyzabcdef", false)]
    [InlineData("é", false)]
    [InlineData("\"a\\tb\"", false)]
    [InlineData("\"a\\0\"", false)]
    [InlineData("\"a\\n\"", false)]
    public void LineNames(string name, bool valid) =>
        Assert.Equal(valid, Rig.Load($"guests: {{ a: {{ lines: [{{ name: {name} }}] }} }}").Plan is not null);

    [Fact(DisplayName = "Line names are unique in their guest, default names too (IF-1.2, VG-D-03)")]
    public void UniqueNames() =>
        Assert.Equal(
            [
                "rig.yaml:7:15: guests.a.lines[1].name: this guest already has a line named \"X\" at line 6",
                "rig.yaml:8:15: guests.a.lines[2].from: this guest already has a line named \"X\" at line 6; add name:",
            ],
            Rig.Said("""
                chips:
                  c: { driver: sim, lines: [X, Y] }
                guests:
                  a:
                    lines:
                      - name: X
                      - name: X
                      - from: c/X
                """));

    [Theory(DisplayName = "The first / or : ends the id, the rest verbatim is the line; all digits are an offset (IF-1.3)")]
    [InlineData("bench/IGN", "bench", false, "IGN", null)]
    [InlineData("relays/CBUS0:K15", "relays", false, "CBUS0:K15", null)]
    [InlineData("relays/CBUS1/K30", "relays", false, "CBUS1/K30", null)]
    [InlineData("ivi:A/B", "ivi", true, "A/B", null)]
    [InlineData("doors/Door FL", "doors", false, "Door FL", null)]
    [InlineData("bench/007", "bench", false, "007", 7)]
    public void Addresses(string text, string id, bool ofGuest, string line, int? offset)
    {
        Assert.True(LineAddress.TryParse(text, out LineAddress address));
        Assert.Equal((id, ofGuest, line, offset), (address.Id, address.OfGuest, address.Line, address.Offset));
        Assert.Equal(text, address.ToString());
    }

    [Theory(DisplayName = "An address needs an id and a line (IF-1.3)")]
    [InlineData("")]
    [InlineData("bench")]
    [InlineData("bench/")]
    [InlineData("/IGN")]
    [InlineData(":IGN")]
    public void NoAddresses(string text) => Assert.False(LineAddress.TryParse(text, out _));

    [Theory(DisplayName = "An address in `from` finds the chip's line by name or offset, or says what is nearest (IF-1.3)")]
    [InlineData("bench/IGNN", "no line \"IGNN\" on chip \"bench\"; did you mean \"IGN\"?")]
    [InlineData("bench/Q", "no line \"Q\" on chip \"bench\"")]
    [InlineData("bnech/IGN", "no chip \"bnech\"; did you mean \"bench\"?")]
    [InlineData("bench/6", "no line 6 on chip \"bench\"; it has lines 0–5")]
    [InlineData("bench/42", "no line 42 on chip \"bench\"; it has lines 0–5. A name of digits only is addressed by its offset: bench/4")]
    [InlineData("bench/99999999999", "no line 99999999999 on chip \"bench\"; it has lines 0–5")]
    [InlineData("bench/TWICE", "2 lines of chip \"bench\" are named \"TWICE\"; use an offset: bench/2 or bench/3")]
    [InlineData("bench", "expected CHIP/LINE, found \"bench\"")]
    [InlineData("a:IGN", "expected a chip's line, CHIP/LINE; \"a:IGN\" is a guest's line")]
    public void FromIsResolved(string from, string message) =>
        Assert.Equal(
            $"guests.a.lines[0].from: {message}",
            Rig.Load($$"""
                chips:
                  bench: { driver: sim, lines: [IGN, CRASH, TWICE, TWICE, "42", WAKE] }
                guests:
                  a: { lines: [ { name: X, from: "{{from}}" } ] }
                """).Problems.Where(p => p.Severity == ProblemSeverity.Error).Select(p => $"{p.KeyPath}: {p.Message}").Single());

    [Fact(DisplayName = "A misspelt name is told with line, column, and the nearest one (IF-2.9)")]
    public void MisspeltWords() =>
        Assert.Equal(
            ["rig.yaml:6:28: guests.ivi.lines[0].from: no line \"IGNN\" on chip \"bench\"; did you mean \"IGN\"?"],
            Rig.Said("""
                chips:
                  bench: { driver: sim, lines: [IGN] }
                guests:
                  ivi:
                    lines:
                      - { name: IGN, from: bench/IGNN }
                """));

    [Fact(DisplayName = "The verb check says which names are addressed by offset (IF-1.3)")]
    public void AmbiguousNamesAreTold() =>
        Assert.Equal(
            [
                "rig.yaml:1:39: warning: chips.bench.lines: \"X\" is there more than once, so it is addressed by offset: bench/0, bench/2",
                "rig.yaml:1:39: warning: chips.bench.lines: a name of digits only, \"7\", is addressed by offset: bench/1",
            ],
            Rig.Said("chips: { bench: { driver: sim, lines: [X, 7, X] } }"));

    [Fact(DisplayName = "The name defaults to the one used in `from`, to none if by offset; \"\" is none (IF-1.10)")]
    public void DefaultNames()
    {
        RigPlan plan = Rig.Plan("""
            chips: { c: { driver: sim, lines: [A, B, C, D] } }
            guests: { g: { lines: [{ from: c/A }, { from: c/1 }, { from: c/C, name: X }, { from: c/D, name: "" }] } }
            """);

        Assert.Equal(["A", "", "X", ""], plan.Guests[0].Lines.Select(l => l.Name));
        Assert.Equal([0, 1, 2, 3], plan.Guests[0].Lines.Select(l => l.From!.Value.Index));
    }
}
