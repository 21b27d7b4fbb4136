using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Doctor;

/// <summary>What doctor says of physical chips and their lines, each time exactly that.</summary>
public class ChipRowsSpec
{
    [Fact(DisplayName = "A device that the user may not open is a problem if the rig has a physical chip")]
    public async Task Denied()
    {
        using var patient = new Patient();
        string node = patient.Write("/dev/gpiochip0", "", (UnixFileMode)0x180);
        Assert.Equal(new CliResult(1,
            $"fail  chip-access    /dev/gpiochip0 is {OwnerText.Of(PathOwner.Of(node)!.Value)}; tester may not open it → " +
            "a rule for udev that gives it to group gpio (docs/hardware.md#permissions)\n", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A chip that is not there is a problem")]
    public async Task Absent()
    {
        using var patient = new Patient(Patient.Rig.Replace("label: mcp23017", "label: ftdi", StringComparison.Ordinal));
        Assert.Equal(new CliResult(1,
            "fail  chip           doors: no chip with label \"ftdi\"; there is gpiochip0 [mcp23017] → " +
            $"plug it in, or set chips.doors.label in {patient.Config}: gpiodetect\n", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A label that two chips have is a problem that match solves")]
    public async Task Twice()
    {
        using var patient = new Patient();
        patient.AddChip("gpiochip1", "mcp23017", "X");
        Assert.Equal(new CliResult(1,
            $"fail  chip           doors: 2 chips have label \"mcp23017\": {patient.Root}/dev/gpiochip0, {patient.Root}/dev/gpiochip1; " +
            "tell them apart with path or match (docs/hardware.md#choosing) → " +
            $"set chips.doors.match in {patient.Config}: docs/hardware.md#choosing\n", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A line that another program holds is told with its holder; the hub's own are not")]
    public async Task Held()
    {
        using var patient = new Patient();
        patient.Chip[0].Hog("virtio-gpio:doors");
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());

        patient.Chip[1].Hog("kvmd");
        Assert.Equal(new CliResult(1,
            "fail  chip-line      doors/HORN: held by kvmd → " +
            "end that program, or unbind that driver; gpioinfo shows when the line is free\n", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A line that the chip does not have is a problem")]
    public async Task NoSuchLine()
    {
        using var patient = new Patient(Patient.Rig.Replace("[FL, ", "[FR, FL, ", StringComparison.Ordinal));
        Assert.Equal(new CliResult(1,
            $"fail  chip-line      doors: {patient.Root}/dev/gpiochip0 has no line FR → gpioinfo {patient.Root}/dev/gpiochip0\n", ""),
            await patient.QuietAsync());
    }

    [Fact(DisplayName = "With --probe a line that has no interrupt is told, and is a problem if it is not read; without, no line is " +
        "touched")]
    public async Task Probed()
    {
        using var patient = new Patient(Patient.Rig.Replace("name: HORN }]", "name: HORN, sample: off }]", StringComparison.Ordinal));
        patient.Chip[0].HasInterrupt = patient.Chip[1].HasInterrupt = false;
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());
        Assert.DoesNotContain(patient.Chip[0].Calls, call => call.Kind == GpioHub.Tests.FakeKernel.FakeCallKind.Request);

        Assert.Equal(new CliResult(1,
            "warn  chip-irq       doors/FL has no interrupt; it is read in intervals, and shorter pulses are lost → " +
            $"wire it to a line that has one, or lower its sample in {patient.Config}\n" +
            "fail  chip-irq       doors/HORN has no interrupt, and sample is off: guests that arm it get none → " +
            $"set its sample: 10ms in {patient.Config}\n", ""), await patient.QuietAsync(probe: true));
        patient.Kernel.UntilAllClosed();
    }

    [Fact(DisplayName = "With --probe outputs and lines that anybody holds are left alone, and what is requested is let go")]
    public async Task Spared()
    {
        using var patient = new Patient();
        patient.Chip[0].Preset(level: true);
        patient.Chip[1].Hog("virtio-gpio:doors");
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync(probe: true));
        Assert.True(patient.Chip[0].IsOutput && patient.Chip[0].Level);

        patient.Chip[1].Unhog();
        var whole = await patient.RunAsync(new(patient.Config, null, null, Probe: true, null), new(false, false));
        Assert.Contains("ok    chip-irq       doors: 1 line with an interrupt\n", whole.Out, StringComparison.Ordinal);
        patient.Kernel.UntilAllClosed();
    }
}
