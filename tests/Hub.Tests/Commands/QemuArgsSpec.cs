using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Commands;

public class QemuArgsSpec
{
    private const string Rig = """
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN] }
        guests:
          ivi: { lines: [{ name: IGN, from: bench/IGN }] }
          wide: { slots: 65, lines: [] }
          comma: { socket: "/tmp/a,b.sock", lines: [{ from: bench/IGN }] }
          blank: { socket: "/tmp/a b.sock", lines: [{ from: bench/IGN }] }
        """;

    [Theory(DisplayName =
        "QEMU before 9.0 gets reconnect=1, and a warning on stderr; from 9.0 on it never does, for it refuses to start with it (IF-2.4)")]
    [InlineData("7.2", ",reconnect=1",
        "gpiohub: QEMU 7.2.0: values work, interrupts need QEMU 9.0 or later (gpiomon in the guest will fail with ENODEV)\n")]
    [InlineData("8.2.1", ",reconnect=1",
        "gpiohub: QEMU 8.2.1: values work, interrupts need QEMU 9.0 or later (gpiomon in the guest will fail with ENODEV)\n")]
    [InlineData("9", "", "")]
    [InlineData("10.0.2", "", "")]
    public async Task ByVersion(string version, string reconnect, string warning)
    {
        using var rig = new RigFolder(Rig);

        var result = await Cli.RunAsync("qemu-args", rig.Config, "ivi", "--memory", "2G", "--qemu", version);

        Assert.Equal(
            $"""
            -object memory-backend-memfd,id=gpiohub-mem,size=2G,share=on
            -machine memory-backend=gpiohub-mem
            -chardev socket,id=gpiohub-ivi,path={rig.Sockets}/ivi.sock{reconnect}
            -device vhost-user-gpio-pci,chardev=gpiohub-ivi

            """, result.Out);
        Assert.Equal((0, warning), (result.Code, result.Error));
    }

    [Theory(DisplayName =
        "Architecture and machine decide how the device is attached; virtio-mmio is told to be that of virtio 1.0 (IF-2.4, VU-S10.3)")]
    [InlineData("vhost-user-gpio-pci", "--arch", "x86_64")]
    [InlineData("vhost-user-gpio-pci", "--arch", "x86_64", "--machine", "pc-q35-7.2")]
    [InlineData("vhost-user-gpio-pci", "--arch", "i386", "--machine", "pc")]
    [InlineData("vhost-user-gpio-device", "--arch", "x86_64", "--machine", "microvm")]
    [InlineData("vhost-user-gpio-pci", "--arch", "x86_64", "--machine", "microvm", "--transport", "pci")]
    [InlineData("vhost-user-gpio-device", "--arch", "x86_64", "--transport", "mmio")]
    [InlineData("vhost-user-gpio-pci", "--arch", "aarch64")]
    [InlineData("vhost-user-gpio-pci", "--arch", "aarch64", "--machine", "virt-10.0,gic-version=3")]
    [InlineData("vhost-user-gpio-device", "--arch", "aarch64", "--machine", "virt", "--transport", "mmio")]
    [InlineData("vhost-user-gpio-device", "--arch", "arm", "--machine", "vexpress-a15", "--transport", "mmio")]
    [InlineData("vhost-user-gpio-pci", "--arch", "riscv64", "--machine", "virt")]
    public async Task ByMachine(string device, params string[] vm)
    {
        using var rig = new RigFolder(Rig);

        var result = await Cli.RunAsync(["qemu-args", rig.Config, "ivi", "--memory", "2G", "--qemu", "9", .. vm]);

        Assert.Equal(
            $"""
            -object memory-backend-memfd,id=gpiohub-mem,size=2G,share=on
            -machine memory-backend=gpiohub-mem
            -chardev socket,id=gpiohub-ivi,path={rig.Sockets}/ivi.sock
            {(device.EndsWith("pci", StringComparison.Ordinal) ? "" : "-global virtio-mmio.force-legacy=false\n")}-device {device},chardev=gpiohub-ivi

            """, result.Out);
        Assert.Equal((0, ""), (result.Code, result.Error));
    }

    [Theory(DisplayName = "A machine that is not known, or has no such transport, is refused with what is there (IF-2.4)")]
    [InlineData("--arch s390x: expected one of x86_64, i386, aarch64, arm, riscv64", "--arch", "s390x")]
    [InlineData("--machine q36: expected one of q35, pc, microvm for x86_64; of another one --transport says how the device is attached",
        "--arch", "x86_64", "--machine", "q36")]
    [InlineData("--machine q35: expected one of virt for aarch64; of another one --transport says how the device is attached",
        "--arch", "aarch64", "--machine", "q35")]
    [InlineData("--transport mmio: q35 has no virtio-mmio transports", "--arch", "x86_64", "--machine", "q35", "--transport", "mmio")]
    [InlineData("--transport usb: expected pci or mmio", "--transport", "usb")]
    public async Task UnknownMachine(string words, params string[] vm)
    {
        using var rig = new RigFolder(Rig);
        Assert.Equal(new CliResult(2, "", $"gpiohub: {words}\n"),
            await Cli.RunAsync(["qemu-args", rig.Config, "ivi", "--memory", "2G", "--qemu", "9", .. vm]));
    }

    [Fact(DisplayName =
        "libvirt-xml prints a well-formed domain with shared memory and the device as JSON, which QEMU makes last (IF-2.4, VU-S10.3)")]
    public async Task Libvirt()
    {
        using var rig = new RigFolder(Rig);
        var result = await Cli.RunAsync("libvirt-xml", rig.Config, "comma", "--arch", "aarch64", "--transport", "mmio", "--qemu", "7.2");

        Assert.Equal(
            """
            <domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
              <memoryBacking>
                <source type='memfd' />
                <access mode='shared' />
              </memoryBacking>
              <qemu:commandline>
                <qemu:arg value='-chardev' />
                <qemu:arg value='socket,id=gpiohub-comma,path=/tmp/a,,b.sock,reconnect=1' />
                <qemu:arg value='-global' />
                <qemu:arg value='virtio-mmio.force-legacy=false' />
                <qemu:arg value='-device' />
                <qemu:arg value='{"driver":"vhost-user-gpio-device","chardev":"gpiohub-comma"}' />
              </qemu:commandline>
            </domain>

            """, result.Out);
        Assert.Equal(
            (0, "gpiohub: QEMU 7.2.0: values work, interrupts need QEMU 9.0 or later (gpiomon in the guest will fail with ENODEV)\n"),
            (result.Code, result.Error));
    }

    [Fact(DisplayName = "A path that the shell would take apart is none of libvirt's concern")]
    public async Task LibvirtBlank()
    {
        using var rig = new RigFolder(Rig);
        Assert.Contains("path=/tmp/a b.sock'",
            (await Cli.RunAsync("libvirt-xml", rig.Config, "blank", "--qemu", "9")).Out, StringComparison.Ordinal);
    }

    [Theory(DisplayName = "Memory equals -m: a bare number is MiB there, bytes for a memory backend (IF-2.4)")]
    [InlineData("512", "512M")]
    [InlineData("2g", "2G")]
    [InlineData("1.5G", "1610612736")]
    public async Task Memory(string size, string backend)
    {
        using var rig = new RigFolder(Rig);
        Assert.Contains($",size={backend},", (await Cli.RunAsync("qemu-args", rig.Config, "ivi", "--memory", size, "--qemu", "9")).Out,
            StringComparison.Ordinal);
    }

    [Theory(DisplayName = "What would not work is refused, with nothing on stdout")]
    [InlineData(2, "gpiohub: --memory lots: expected a size as QEMU's -m takes it: 512, 512M, 2G\n", "ivi", "lots", "9")]
    [InlineData(2, "gpiohub: --memory 0: expected a size as QEMU's -m takes it: 512, 512M, 2G\n", "ivi", "0", "9")]
    [InlineData(2, "gpiohub: --qemu /no/such/qemu: neither a version nor a QEMU program\n", "ivi", "1G", "/no/such/qemu")]
    [InlineData(4, "gpiohub: no guest \"ivy\"; did you mean ivi?\n", "ivy", "1G", "9")]
    [InlineData(1, "gpiohub: QEMU 6.2.0 has no vhost-user-gpio; 7.2 and later have\n", "ivi", "1G", "6.2")]
    [InlineData(1, "gpiohub: the socket path /tmp/a b.sock contains ' ', which the shell's $(…) would take apart; " +
        "set another guests.….socket or hub.sockets\n", "blank", "1G", "9")]
    public async Task Refused(int code, string words, string guest, string memory, string qemu)
    {
        using var rig = new RigFolder(Rig);
        Assert.Equal(new CliResult(code, "", words),
            await Cli.RunAsync("qemu-args", rig.Config, guest, "--memory", memory, "--qemu", qemu));
    }

    [Fact(DisplayName = "The option --memory is required (IF-2.4)")]
    public async Task MemoryIsRequired()
    {
        using var rig = new RigFolder(Rig);
        var result = await Cli.RunAsync("qemu-args", rig.Config, "ivi");

        Assert.Equal((2, ""), (result.Code, result.Out));
        Assert.Contains("--memory", result.Error, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "A comma in a path is doubled, as QEMU's option syntax has it")]
    public async Task Comma()
    {
        using var rig = new RigFolder(Rig);
        Assert.Contains("path=/tmp/a,,b.sock\n",
            (await Cli.RunAsync("qemu-args", rig.Config, "comma", "--memory", "1G", "--qemu", "9")).Out, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "More than 64 slots get a warning for QEMU 9 and later, whose rings have 64 entries (IF-1.9)")]
    public async Task ManySlots()
    {
        using var rig = new RigFolder(Rig);
        var result = await Cli.RunAsync("qemu-args", rig.Config, "wide", "--memory", "1G", "--qemu", "9");

        Assert.Equal(
            (0, "gpiohub: guest wide has 65 slots; QEMU 9.0 and later have rings of 64, so no more lines than that can be armed at once\n"),
            (result.Code, result.Error));
    }

    [Fact(DisplayName = "--qemu PATH asks that program; its word is believed")]
    public async Task Program()
    {
        using var rig = new RigFolder(Rig);
        string qemu = Path.Combine(rig.Path, "qemu");
        File.WriteAllText(qemu, "#!/bin/sh\necho 'QEMU emulator version 7.2.22 (Debian 1:7.2+dfsg-7+deb12u18)'\n");
        File.SetUnixFileMode(qemu, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        Assert.Contains("reconnect=1", (await Cli.RunAsync("qemu-args", rig.Config, "ivi", "--memory", "1G", "--qemu", qemu)).Out,
            StringComparison.Ordinal);
    }
}
