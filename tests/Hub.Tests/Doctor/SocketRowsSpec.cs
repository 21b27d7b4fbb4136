using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Tests.Support;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Doctor;

/// <summary>What doctor says of sockets and secrets, each time exactly that.</summary>
public class SocketRowsSpec
{
    [Fact(DisplayName = "A socket that the running QEMU's user may not open is a problem; for one that would come it is a warning")]
    public async Task Closed()
    {
        using var patient = new Patient();
        string socket = patient.Socket(Patient.Mine), owner = OwnerText.Of(PathOwner.Of(socket)!.Value);
        patient.Write("/etc/group", $"root:x:0:\nkvm:x:106:libvirt-qemu\n");
        string mend = $"set hub.socketGroup: kvm in {patient.Config}, then gpiohub reload, with the guest disconnected";
        Assert.Equal(new CliResult(0, $"warn  socket-access  ivi: {socket} is {owner}; tester may not connect → {mend}\n", ""),
            await patient.QuietAsync());

        patient.Write("/etc/passwd", "root:x:0:0::/root:/bin/sh\nlibvirt-qemu:x:64055:994::/var/lib/libvirt:/bin/false\n");
        Assert.Equal(new CliResult(0, $"warn  socket-access  ivi: {socket} is {owner}; libvirt-qemu may not connect → {mend}\n", ""),
            await patient.QuietAsync());

        patient.Machine(user: 64199);
        Assert.Equal(new CliResult(1,
            $"fail  socket-access  ivi: {socket} is {owner}; qemu-system-x86_64 (4711), which runs as 64199, may not connect → " +
            $"{mend}\n", ""), await patient.QuietAsync());

        patient.Socket(Patient.Everybodys);
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A folder of sockets that the user may not search is told instead of the socket in it")]
    public async Task ClosedFolder()
    {
        using var patient = new Patient();
        patient.Socket(Patient.Everybodys);
        File.SetUnixFileMode(patient.Sockets, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string owner = OwnerText.Of(PathOwner.Of(patient.Sockets)!.Value);
        Assert.Equal(new CliResult(0,
            $"warn  socket-access  ivi: {patient.Sockets} is {owner}; tester may not connect → " +
            $"set hub.sockets in {patient.Config} to a folder that tester may search\n", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A QEMU that AppArmor confines to rules without the sockets is a problem")]
    public async Task Confined()
    {
        using var patient = new Patient();
        patient.Machine();
        patient.Write("/proc/4711/attr/current", "libvirt-1f0e (complain)\n");
        patient.Write("/etc/apparmor.d/abstractions/libvirt-qemu", "/dev/kvm rw,\n");
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());

        patient.Write("/proc/4711/attr/current", "libvirt-1f0e (enforce)\n");
        Assert.Equal(new CliResult(1,
            "fail  apparmor       ivi: AppArmor confines qemu-system-x86_64 (4711) to libvirt-1f0e, which names nothing in " +
            $"{patient.Sockets} → echo '{patient.Sockets}/*.sock rw,' >>/etc/apparmor.d/local/abstractions/libvirt-qemu, " +
            "then start the VM anew\n", ""), await patient.QuietAsync());

        patient.Write("/etc/apparmor.d/local/abstractions/libvirt-qemu", $"{patient.Sockets}/*.sock rw,\n");
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());
    }

    [Fact(DisplayName = "A token's file that others may read is a problem, and so is one that is not there")]
    public async Task Tokens()
    {
        using var patient = new Patient(Patient.Rig.Replace("sockets: SOCKETS",
            "sockets: SOCKETS, http: 127.0.0.1:8420, tokens: [{ name: ci, role: view, file: ci.token }]", StringComparison.Ordinal));
        string file = Path.Combine(Path.GetDirectoryName(patient.Config)!, "ci.token");
        Assert.Equal(new CliResult(1,
            $"fail  web-tokens     token ci: {file} is not there, or may not be seen → " +
            $"(umask 077; od -An -vtx1 -N32 /dev/urandom | tr -d ' \\n' >{file})\n", ""), await patient.QuietAsync());

        File.WriteAllText(file, new string('a', 32));
        File.SetUnixFileMode(file, Patient.Everybodys);
        Assert.Equal(new CliResult(1,
            $"fail  web-tokens     token ci: {file} is {OwnerText.Of(PathOwner.Of(file)!.Value)}; it is a secret → chmod 600 {file}\n", ""),
            await patient.QuietAsync());

        File.SetUnixFileMode(file, Patient.Mine);
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync());
    }
}
