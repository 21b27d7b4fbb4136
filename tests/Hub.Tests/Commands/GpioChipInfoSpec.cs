using GpioHub.Actors.Contract;
using GpioHub.Hub.Commands.Run;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

public class GpioChipInfoSpec
{
    [Fact(DisplayName = "The verb info says of a physical chip its device, its restarts, and what is wrong with a line (IF-2.2)")]
    public async Task Up()
    {
        await using var hub = await TestHub.StartAsync(rig: DoorsRig.Plan);
        hub.Hub.Chips["doors"] = chip => DoorsRig.Opened(chip) with
        {
            Restarts = 2,
            LastError = "gpiochip3 has gone (ENODEV)",
            Lines = [chip.Lines[0], chip.Lines[1] with { Offset = 4 }, chip.Lines[2] with { Problem = "held by \"kvmd\" (EBUSY)" },
                .. chip.Lines[3..]],
        };

        Assert.Equal(
            "doors  [gpiochip mcp23017 /dev/gpiochip3]  up  5 lines, 2 restarts:\n" +
            "\tline   8:\t\"Door FL\"       \tinactive  ivi:FL(in,edges=both)  adas:FL(in)\n" +
            "\tline   4:\t\"HORN\"          \tinactive  ivi:HORN(in,edges=both)\n" +
            "\tline   3:\tunnamed         \theld by \"kvmd\" (EBUSY)  ivi:DRIVE(out,edges=both)\n" +
            "\tline   5:\t\"77\"            \tinactive\n" +
            "\tline  12:\tunnamed         \tinactive  adas:NEW(in)\n",
            (await hub.CliAsync("info", "doors")).Out);
    }

    [Fact(DisplayName = "The verb info says of a chip that is not up its state and why; no level is made up (IF-2.2)")]
    public async Task Away()
    {
        await using var hub = await TestHub.StartAsync(rig: DoorsRig.Plan);
        hub.Hub.Chips["relays"] = chip => chip with { State = ChipState.Absent, LastError = "no chip with ID_SERIAL_SHORT: D38*" };

        Assert.Equal(
            "relays  [gpiochip]  absent  1 line:  no chip with ID_SERIAL_SHORT: D38*\n" +
            "\tline   ?:\t\"K15\"           \tunknown  adas:K15(out)\n",
            (await hub.CliAsync("info", "relays")).Out);
    }

    [Fact(DisplayName = "In the banner a chip that is not up says why; the columns are as wide as they must be (IF-2.3)")]
    public async Task Banner()
    {
        var hub = new FakeRig(DoorsRig.Plan("/run/x"));
        hub.Chips["relays"] = chip => chip with { State = ChipState.Absent, LastError = "no chip with ID_SERIAL_SHORT: D38*" };

        string text = new Banner(hub.Plan, await hub.SnapshotAsync(default), TimeSpan.FromSeconds(0.3), "out/gpiohub", FoundByItself: true,
            Qemu: null).ToString();

        Assert.StartsWith(
            "gpiohub 0.2.0 · /run/x/rig.yaml · 3 chips, 2 guests, 7 nets · up in 0.3 s\n" +
            "  bench   sim       up       IGN\n" +
            "  doors   gpiochip  up       Door FL HORN 3 77 12\n" +
            "  relays  gpiochip  absent   no chip with ID_SERIAL_SHORT: D38*\n" +
            "  ivi     waiting   /run/x/ivi.sock  4 lines\n",
            text,
            StringComparison.Ordinal);
        Assert.Contains(" set bench/IGN=1 ", text, StringComparison.Ordinal);     // the first line that may be driven from here and is read
    }
}
