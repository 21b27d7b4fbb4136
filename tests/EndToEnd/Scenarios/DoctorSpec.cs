using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>What gpiohub doctor says of the QEMUs that there are, and of a kernel; no guest is booted.</summary>
[Trait("Boots", "kernel")]
public sealed class DoctorSpec
{
    [Fact(DisplayName = "gpiohub doctor knows QEMU 7.2 by its version: values, no interrupts")]
    public async Task Qemu7() => Assert.Matches(
        @"(?m)^ok    qemu           \S+ is 7\.2\.\d+\n" +
        @"warn  qemu-version   qemu-system-x86_64 7\.2\.\d+ gives guests values and no interrupts, which came with 9\.0 → .*\n" +
        @"ok    qemu-device    qemu-system-x86_64 has vhost-user-gpio-pci$", await ToldAsync((await GuestKit.GetAsync()).Qemu7));

    [Fact(DisplayName = "gpiohub doctor knows QEMU 10.0 by its version: values and interrupts")]
    public async Task Qemu10() => Assert.Matches(
        @"(?m)^ok    qemu-version   qemu-system-x86_64 10\.0\.\d+ has values and interrupts\n" +
        @"ok    qemu-device    qemu-system-x86_64 has vhost-user-gpio-pci$", await ToldAsync((await GuestKit.GetAsync()).Qemu10));

    [Fact(DisplayName = "gpiohub doctor --kernel takes a real kernel apart, and one without its configuration is no problem of the rig")]
    public async Task Kernel()
    {
        string kernel = (await GuestKit.GetAsync()).X86Kernel;
        string told = await ToldAsync((await GuestKit.GetAsync()).Qemu10, "--kernel", kernel);
        Assert.Contains($"warn  guest-kernel   {kernel}: no configuration in it (CONFIG_IKCONFIG) nor beside it → ", told,
            StringComparison.Ordinal);
    }

    /// <param name="qemu">The QEMU that is first on PATH.</param>
    private static async Task<string> ToldAsync(string qemu, params string[] more)
    {
        var folder = Directory.CreateTempSubdirectory("gpiohub-e2e-");
        try
        {
            string rig = Path.Combine(folder.FullName, "rig.yaml");
            await File.WriteAllTextAsync(rig, $"hub: {{ sockets: {folder.FullName} }}\n{Bench.Rig}");
            string path = $"{Path.GetDirectoryName(qemu)}:{Environment.GetEnvironmentVariable("PATH")}";
            var answer = await ChildProcess.RunAsync("gpiohub doctor", Repository.Hub, ["doctor", rig, .. more],
                new Dictionary<string, string> { ["PATH"] = path });
            return answer.Succeeded();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
