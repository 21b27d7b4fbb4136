using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Doctor;

/// <summary>What doctor says of the machine, the rig's file and the unit, each time exactly that.</summary>
public class MachineRowsSpec
{
    private const string Limits = "Max locked memory  8388608  8388608  bytes\nMax open files  1024  1048576  files\n";

    [Fact(DisplayName = "A path that is too long for a socket is told with its length")]
    public async Task TooLong()
    {
        string folder = $"/tmp/{new string('x', 110)}";
        using var patient = new Patient(Patient.Rig.Replace("SOCKETS", folder, StringComparison.Ordinal));
        var told = await patient.QuietAsync();
        Assert.Equal(1, told.Code);
        Assert.Matches($"^fail  rig            {patient.Config}:1:17: hub\\.sockets: the path \"/tmp/xx.*\" has 128 bytes; " +
            $"a Unix socket's has at most 107 \\(and 2 more\\) → gpiohub check {patient.Config}\n\\z", told.Out);
    }

    [Fact(DisplayName = "A file that cannot run is told with its first problem; gpiohub check has the others")]
    public async Task BadFile()
    {
        using var patient = new Patient("""
            chips: { bench: { driver: sim, lines: [IGN] } }
            guests: { ivi: { lines: [{ from: bench/IGNN }] } }
            """);
        Assert.Equal(new CliResult(1,
            $"fail  rig            {patient.Config}:2:34: guests.ivi.lines[0].from: no line \"IGNN\" on chip \"bench\"; " +
            $"did you mean \"IGN\"? → gpiohub check {patient.Config}\n", ""),
            await patient.QuietAsync());
    }

    [Fact(DisplayName = "A /dev/kvm that this user may not open is a warning, and one that is not there a note")]
    public async Task Kvm()
    {
        using var patient = new Patient();
        string node = patient.Write("/dev/kvm", "", Patient.Mine);
        var owner = PathOwner.Of(node)!.Value;
        Assert.Equal(new CliResult(0,
            $"warn  kvm            /dev/kvm is {OwnerText.Of(owner)}; tester may not open it → " +
            $"usermod -aG {owner.Group} tester, then log in again\n", ""), await patient.QuietAsync());

        File.Delete(node);
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());
        Assert.Contains("note  kvm            no /dev/kvm: guests are emulated, and slow → ",
            (await patient.RunAsync(new(patient.Config, null, null, false, null), new(false, false))).Out, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "Too few open files for the rig with all its guests are a problem")]
    public async Task Files()
    {
        using var patient = new Patient();
        patient.Write("/proc/self/limits", Limits.Replace("1048576", "277", StringComparison.Ordinal));
        Assert.Equal(new CliResult(1,
            "fail  files          a hub of this user may open 277 files, and the rig needs 278 with all its guests → " +
            "LimitNOFILE=278 in the unit, or ulimit -Hn 278\n", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A user who may not lock a record in memory is warned")]
    public async Task Memlock()
    {
        using var patient = new Patient();
        patient.Write("/proc/self/limits", Limits.Replace("8388608", "8192", StringComparison.Ordinal));
        Assert.Equal(new CliResult(0,
            "warn  hub-record     a hub of this user may lock 8 KiB in memory; its record wants more → " +
            "LimitMEMLOCK=8M in the unit, or ulimit -l 8192\n", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "More reactors than CPUs are a warning")]
    public async Task Cpus()
    {
        using var patient = new Patient(Patient.Rig.Replace("SOCKETS", "SOCKETS, reactors: 2", StringComparison.Ordinal)) { Cpus = 1 };
        Assert.Equal(new CliResult(0,
            "warn  cpus           1 CPU, 2 reactors: reactors wait for each other → " +
            $"set hub.reactors: 1 in {patient.Config}, then start the hub anew\n", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A clock that needs a system call is a warning, with the one that needs none if there is one")]
    public async Task Clock()
    {
        using var patient = new Patient();
        patient.Write("/sys/devices/system/clocksource/clocksource0/current_clocksource", "hpet\n");
        const string told = "warn  clock          the kernel's clock is hpet: each time of an edge costs a microsecond or more → ";
        Assert.Equal(new CliResult(0,
            $"{told}echo tsc >/sys/devices/system/clocksource/clocksource0/current_clocksource\n", ""), await patient.QuietAsync());

        patient.Write("/sys/devices/system/clocksource/clocksource0/available_clocksource", "hpet acpi_pm\n");
        Assert.Equal(new CliResult(0, $"{told}boot with tsc=reliable, if this machine's TSC is\n", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A container into which no chip is handed, and WSL, are problems for a rig with physical chips only")]
    public async Task Surroundings()
    {
        using var patient = new Patient();
        patient.Write("/run/systemd/container", "lxc\n");
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());
        File.Delete(patient.Root + "/dev/gpiochip0");
        Assert.Contains("fail  surroundings   this is a container (lxc), and no chip is handed in → docker run --device /dev/gpiochip0 ",
            (await patient.QuietAsync()).Out, StringComparison.Ordinal);

        patient.Write("/proc/sys/kernel/osrelease", "5.15.90.1-microsoft-standard-WSL2\n");
        Assert.Contains("fail  surroundings   this is WSL, which has no gpiochips → run the hub on a Linux machine, or with driver: sim\n",
            (await patient.QuietAsync()).Out, StringComparison.Ordinal);
        File.WriteAllText(patient.Config, "hub: { sockets: /tmp/none }\nchips: { bench: { driver: sim, lines: [IGN] } }\nguests: {}\n");
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A unit that has failed is a problem; one that is not started at boot, or does not run, a warning")]
    public async Task Unit()
    {
        using var patient = new Patient();
        const string path = "/usr/lib/systemd/system/gpiohub.service";
        patient.Write(path, "[Service]\n");
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());      // nobody runs systemd here

        Directory.CreateDirectory(patient.Root + "/run/systemd/system");
        patient.Install("systemctl", "[ \"$*\" = 'is-active gpiohub.service' ] && echo active");
        Assert.Equal(new CliResult(0, $"warn  unit           {path} is not started at boot → systemctl enable --now gpiohub\n", ""),
            await patient.QuietAsync());

        patient.Write("/etc/systemd/system/multi-user.target.wants/gpiohub.service", "");
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());

        patient.Install("systemctl", "echo inactive; exit 3");
        Assert.Equal(new CliResult(0, $"warn  unit           {path} does not run → systemctl start gpiohub\n", ""),
            await patient.QuietAsync());

        patient.Install("systemctl", "echo failed; exit 3");
        Assert.Equal(new CliResult(1, $"fail  unit           {path} has failed → journalctl -u gpiohub -n 50\n", ""),
            await patient.QuietAsync());
    }
}
