using GpioHub.Hub.Commands.Check;
using GpioHub.Hub.Tests.Configuration;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

/// <summary>The output of <c>gpiohub check</c> for a rig without errors (IF-1.13).</summary>
public class CrossbarSpec
{
    [Fact(DisplayName = "Two guests × four nets: who drives, arrow, who reads; wires between guests; nets of nobody; spare slots")]
    public void Small() =>
        Told(
            """
            chips:
              loom:
                driver: sim
                lines:
                  - { name: SDA, bias: pull-up, resolve: wired-and, drive: open-drain }
                  - { name: A_TO_B, activeLow: true }
                  - B READY
                  - UNUSED
            guests:
              a:
                slots: 6
                lines:
                  - { name: SDA, from: loom/SDA, access: inout }
                  - { name: READY, from: loom/B READY }
                  - { name: RESET_OUT, from: loom/A_TO_B, access: out, onRelease: hold }
                  - { name: LATER }
              b:
                lines:
                  - { name: SDA, from: loom/SDA, access: inout }
                  - { name: "", from: loom/A_TO_B }
                  - { name: READY, from: loom/B READY, access: out, onRelease: low }
            """,
            """

            net           resolve, bias                   guests
            loom/SDA      wired-and pull-up open-drain    a:SDA(inout)  b:SDA(inout)
            loom/A_TO_B   exclusive pull-down active-low  a:RESET_OUT(out,hold)  → b:1(in)
            loom/B READY  exclusive pull-down             b:READY(out,low)  → a:READY(in)

            guest  slots  lines
            a      6      0 SDA  1 READY  2 RESET_OUT  spare: 3 LATER  4–5
            b      3      0 SDA  1  2 READY

            between guests: loom/SDA, loom/A_TO_B, loom/B READY
            on no guest: loom/UNUSED
            """);

    [Fact(DisplayName =
        "48 guests × 32 lines of a template are as long as the file that made them; a guest that differs has a row of its own")]
    public void Large() =>
        Told(
            """
            chips:
              bench:
                driver: sim
                lines: [IGN, "L{01..29}", { name: WAKE, resolve: wired-or }, "PWR_{01..48}"]
            guests:
              "ecu-{01..48}":
                lines:
                  - { from: bench/IGN }
                  - { from: bench/WAKE, access: inout }
                  - { name: PWR, from: "bench/PWR_{n}", access: out, onRelease: low }
                  - { from: bench/L01 }
                  - { from: bench/L02 }
                  - { from: bench/L03 }
                  - { from: bench/L04 }
                  - { name: SPARE }
                  - { line: 31, name: SPARE_2 }
              logger:
                lines: [{ name: P17, from: bench/PWR_17 }, { from: bench/IGN }]
            """,
            """

            net                 resolve, bias        guests
            bench/IGN           exclusive pull-down  ecu-{01..48}:IGN(in)  logger:IGN(in)
            bench/L{01..04}     exclusive pull-down  ecu-{01..48}:L{n}(in)
            bench/WAKE          wired-or pull-down   ecu-{01..48}:WAKE(inout)
            bench/PWR_{01..16}  exclusive pull-down  ecu-{n}:PWR(out,low)
            bench/PWR_17        exclusive pull-down  ecu-17:PWR(out,low)  → logger:P17(in)
            bench/PWR_{18..48}  exclusive pull-down  ecu-{n}:PWR(out,low)

            guest         slots  lines
            ecu-{01..48}  32     0 IGN  1 WAKE  2 PWR  3–6 L{01..04}  spare: 7 SPARE  8–30  31 SPARE_2
            logger        2      0 P17  1 IGN

            between guests: bench/WAKE, bench/PWR_17
            on no guest: bench/L{05..29}
            """);

    [Fact(DisplayName = "Long names and long lists keep within 100 columns: a long cell has its own line, a list wraps")]
    public void Wraps() =>
        Told(
            """
            chips:
              a-chip-with-quite-a-long-id: { driver: sim, lines: [AND_A_LINE_OF_31_CHARACTERS____, Z, Y] }
              plain: { driver: sim, lines: 4 }
            guests:
              gateway: { lines: [{ name: IN, from: a-chip-with-quite-a-long-id/0 }, { from: a-chip-with-quite-a-long-id/Z }] }
              cluster: { lines: [{ from: a-chip-with-quite-a-long-id/Z, access: inout }] }
              infotainment: { lines: [{ from: a-chip-with-quite-a-long-id/Z, access: inout }] }
              telematics: { lines: [{ from: a-chip-with-quite-a-long-id/Z, access: out }] }
            """,
            """

            net                            resolve, bias        guests
            a-chip-with-quite-a-long-id/AND_A_LINE_OF_31_CHARACTERS____  exclusive pull-down
                                                                gateway:IN(in)
            a-chip-with-quite-a-long-id/Z  exclusive pull-down  cluster:Z(inout)  infotainment:Z(inout)
                                                                telematics:Z(out)  → gateway:Z(in)

            guest         slots  lines
            gateway       2      0 IN  1 Z
            cluster       1      0 Z
            infotainment  1      0 Z
            telematics    1      0 Z

            between guests: a-chip-with-quite-a-long-id/Z
            on no guest: a-chip-with-quite-a-long-id/Y, plain/{0..3}
            """);

    [Fact(DisplayName = "A row of several nets says {n} of the nets' number only")]
    public void OneMeaningOfN() =>
        Told(
            """
            chips: { c: { driver: sim, lines: ["S{1..3}"] } }
            guests:
              "g{1..3}":
                lines: [{ name: "X{n}", from: c/S1 }, { name: "Y{n}", from: c/S2 }, { name: "Z{n}", from: c/S3 }]
            """,
            """

            net   resolve, bias        guests
            c/S1  exclusive pull-down  g{1..3}:X{n}(in)
            c/S2  exclusive pull-down  g{1..3}:Y{n}(in)
            c/S3  exclusive pull-down  g{1..3}:Z{n}(in)

            guest    slots  lines
            g{1..3}  3      0 X{n}  1 Y{n}  2 Z{n}
            """);

    [Fact(DisplayName = "A rig of nothing prints nothing, and a name cannot reach the terminal as a control character")]
    public void Hostile()
    {
        Told("hub: { poll: off }", "");
        Told("chips: { c: { driver: gpiochip, label: x, lines: [\"a\\e[31m\"] } }", "\non no guest: c/a\\x1B[31m");
    }

    private static void Told(string yaml, string expected) =>
        Assert.Equal(expected.Length == 0 ? [] : expected.Split('\n'), Crossbar.Of(Rig.Plan(yaml)));
}
