using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Doctor;

/// <summary>What doctor says of QEMU's programs and of the machines that run, each time exactly that.</summary>
public class QemuRowsSpec
{
    private const string Newer = "apt install -t bookworm-backports qemu-system, or any QEMU from 9.0 on";

    [Fact(DisplayName = "A healthy machine has nothing to be mended, and each thing that was looked at is one line")]
    public async Task Healthy()
    {
        using var patient = new Patient();
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());

        var whole = await patient.RunAsync(new(patient.Config, null, null, false, null), new(Json: false, Quiet: false));
        string qemu = Path.Combine(patient.Bin, "qemu-system-x86_64");
        Assert.Equal($"""
            ok    rig            {patient.Config}: 2 chips, 2 guests
            note  hub            none runs at {patient.Sockets}/control.sock; what only a hub knows was not looked at → gpiohub run {patient.Config}
            ok    qemu           {qemu} is 10.0.2
            ok    qemu-version   qemu-system-x86_64 10.0.2 has values and interrupts
            ok    qemu-device    qemu-system-x86_64 has vhost-user-gpio-pci
            ok    chip-access    tester may open /dev/gpiochip0
            ok    chip           doors is {patient.Root}/dev/gpiochip0 [mcp23017]
            ok    chip-line      doors: 2 lines free, or the hub's
            ok    kvm            tester may open /dev/kvm
            ok    files          a hub of this user may open 1048576 files, and the rig needs 278
            ok    cpus           2 CPUs, 1 reactor
            ok    clock          the kernel's clock is tsc
            no problem, no warning, 11 fine

            """, whole.Out);
        Assert.Equal(0, whole.Code);
    }

    [Fact(DisplayName = "Without a QEMU on PATH doctor warns: guests may be another front-end's")]
    public async Task NoQemu()
    {
        using var patient = new Patient();
        File.Delete(Path.Combine(patient.Bin, "qemu-system-x86_64"));
        Assert.Equal(
            new CliResult(0,
                "warn  qemu           no qemu-system-x86_64 on PATH; other front-ends need none → apt install qemu-system\n", ""),
            await patient.QuietAsync());
    }

    [Theory(DisplayName = "An older QEMU is told with what it lacks: interrupts before 9.0, GPIO before 7.2 (VU-S10.2)")]
    [InlineData("7.2.2", 0, "warn  qemu-version   qemu-system-x86_64 7.2.2 gives guests values and no interrupts, which came with 9.0 → ")]
    [InlineData("8.1", 0, "warn  qemu-version   qemu-system-x86_64 8.1.0 gives guests values and no interrupts, which came with 9.0 → ")]
    [InlineData("6.0.1", 1, "fail  qemu-version   qemu-system-x86_64 6.0.1 has no vhost-user-gpio, which came with 7.2.0 → ")]
    public async Task Old(string version, int code, string told)
    {
        using var patient = new Patient();
        patient.Qemu(version);
        Assert.Equal(new CliResult(code, $"{told}{Newer}\n", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A QEMU that was built without the device is a problem")]
    public async Task NoDevice()
    {
        using var patient = new Patient();
        patient.Qemu("10.0.2", device: "vhost-user-fs-pci");
        Assert.Equal(new CliResult(1,
            "fail  qemu-device    qemu-system-x86_64 10.0.2 was built without vhost-user-gpio-pci → " +
            "apt install qemu-system, or build QEMU with CONFIG_VHOST_USER_GPIO=y\n", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A QEMU that never answers is killed and told")]
    public async Task Hangs()
    {
        using var patient = new Patient { Answer = TimeSpan.FromMilliseconds(200) };
        patient.Install("qemu-system-x86_64", "exec tail -f /dev/null");
        string qemu = Path.Combine(patient.Bin, "qemu-system-x86_64");
        Assert.Equal(new CliResult(0,
            $"warn  qemu           {qemu} does not say its version → {qemu} --version\n", ""),
            await patient.QuietAsync());
    }

    [Fact(DisplayName = "A QEMU that is a guest's and does not share its RAM is a problem; one of which all is shared is none")]
    public async Task Unshared()
    {
        using var patient = new Patient();
        patient.Machine();
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());

        patient.Machine("memory-backend-ram,id=ram,size=2G");
        Assert.Equal(new CliResult(1,
            "fail  guest-ram      ivi: qemu-system-x86_64 (4711) does not share its RAM (its memory-backend has no share=on); " +
            $"no request arrives → start it with $(gpiohub qemu-args {patient.Config} ivi --memory 2G)\n", ""), await patient.QuietAsync());

        patient.Machine("memory-backend-memfd,id=ram,size=1G,share=on");
        Assert.Equal(new CliResult(1,
            "fail  guest-ram      ivi: qemu-system-x86_64 (4711) shares 1G of RAM, and -m is 2G → " +
            $"start it with $(gpiohub qemu-args {patient.Config} ivi --memory 2G)\n", ""), await patient.QuietAsync());
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync(guest: "adas"));
    }

    [Fact(DisplayName = "RAM in huge pages on a machine that has none is a problem")]
    public async Task NoHugePages()
    {
        using var patient = new Patient();
        patient.Machine("memory-backend-file,id=ram,size=2G,share=on,mem-path=/dev/hugepages");
        Assert.Equal(new CliResult(1,
            "fail  huge-pages     ivi: qemu-system-x86_64 (4711) has its RAM in huge pages, and the machine has none → " +
            "sysctl vm.nr_hugepages=N, with N x 2 MB for all guests\n", ""), await patient.QuietAsync());

        patient.Write("/proc/meminfo", "HugePages_Total:    1024\n");
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());
    }
}
