using System.IO.Compression;
using System.Text;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Doctor;

/// <summary>What doctor says of a guest's kernel, however its configuration is packed.</summary>
public class KernelRowsSpec
{
    private const string Good = "#\n# Linux/x86 6.1\n#\nCONFIG_VIRTIO_PCI=y\nCONFIG_GPIO_CDEV=y\nCONFIG_GPIO_VIRTIO=m\n";

    [Theory(DisplayName = "A kernel's configuration is found in a file of settings, packed, in a vmlinux, in a bzImage, and beside it")]
    [InlineData("config-6.1")]
    [InlineData("config.gz")]
    [InlineData("vmlinux")]
    [InlineData("bzImage")]
    [InlineData("bzImage.xz")]
    [InlineData("vmlinuz-6.1")]
    public async Task Found(string form)
    {
        using var patient = new Patient();
        string kernel = await WriteAsync(patient, form, Good);
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync(kernel));
        Assert.Contains($"ok    guest-kernel   {kernel} has GPIO_VIRTIO, a virtio bus and GPIO_CDEV\n",
            (await patient.RunAsync(new(patient.Config, null, kernel, false, null), new(false, false))).Out, StringComparison.Ordinal);

        await WriteAsync(patient, form, Good.Replace("CONFIG_GPIO_VIRTIO=m", "# CONFIG_GPIO_VIRTIO is not set", StringComparison.Ordinal));
        Assert.Equal(new CliResult(1,
            $"fail  guest-kernel   {kernel} lacks CONFIG_GPIO_VIRTIO: the driver of the device → " +
            "build it with CONFIG_GPIO_VIRTIO=y (docs/guests.md#the-guests-kernel)\n", ""), await patient.QuietAsync(kernel));
    }

    [Fact(DisplayName = "Any of the buses for virtio devices will do, and without GPIO_CDEV only the tools do not work")]
    public async Task Others()
    {
        using var patient = new Patient();
        string kernel = await WriteAsync(patient, "config", Good.Replace("VIRTIO_PCI", "VIRTIO_MMIO", StringComparison.Ordinal));
        Assert.Equal(new CliResult(0, "", ""), await patient.QuietAsync(kernel));

        await WriteAsync(patient, "config", "CONFIG_GPIO_VIRTIO=y\n");
        Assert.Equal(new CliResult(1,
            $"fail  guest-kernel   {kernel} lacks CONFIG_VIRTIO_PCI or CONFIG_VIRTIO_MMIO or CONFIG_VIRTIO_UML: " +
            "a bus for virtio devices → build it with CONFIG_VIRTIO_PCI=y (docs/guests.md#the-guests-kernel)\n" +
            $"warn  guest-kernel   {kernel} lacks CONFIG_GPIO_CDEV: /dev/gpiochipN, for gpioget and gpiomon → " +
            "build it with CONFIG_GPIO_CDEV=y (docs/guests.md#the-guests-kernel)\n", ""), await patient.QuietAsync(kernel));
    }

    [Theory(DisplayName = "A kernel without a configuration, a packed one that is broken, and a file that is not there are warned of")]
    [InlineData("vmlinuz", "no configuration in it (CONFIG_IKCONFIG) nor beside it")]
    [InlineData("broken", "no configuration in it (CONFIG_IKCONFIG) nor beside it")]
    [InlineData("none", "no such file, or it cannot be seen")]
    public async Task NotFound(string form, string why)
    {
        using var patient = new Patient();
        string kernel = Path.Combine(patient.Bin, form);
        if (form == "vmlinuz") await File.WriteAllBytesAsync(kernel, [0x4d, 0x5a, .. new byte[5000]]);
        byte[] broken = [0x4d, 0x5a, .. "IKCFG_ST"u8, 0x1f, 0x8b, 0x08, 9, 9, 9, 0x1f, 0x8b, 0x08];
        if (form == "broken") await File.WriteAllBytesAsync(kernel, broken);
        Assert.Equal(new CliResult(0,
            $"warn  guest-kernel   {kernel}: {why} → gpiohub doctor --kernel with the kernel's config file\n", ""),
            await patient.QuietAsync(kernel));
    }

    private static async Task<string> WriteAsync(Patient patient, string form, string config)
    {
        string path = Path.Combine(patient.Bin, form);
        byte[] noise = [0x7f, 0x45, 0x4c, 0x46, .. new byte[3000], 0x1f, 0x8b, 0x08, 0xff];
        byte[] unpacked = [.. noise, .. "IKCFG_ST"u8, .. Zip(Encoding.ASCII.GetBytes(config)), .. "IKCFG_ED"u8, .. noise];
        if (form == "vmlinuz-6.1") await File.WriteAllTextAsync(Path.Combine(patient.Bin, "config-6.1"), config);
        if (form == "bzImage.xz") patient.Install("xz", "exec /usr/bin/xz \"$@\"");
        await File.WriteAllBytesAsync(path, form switch
        {
            "config.gz" => Zip(Encoding.ASCII.GetBytes(config)),
            "vmlinux" => unpacked,
            "bzImage" => [.. noise, .. Zip(unpacked), .. noise],
            "bzImage.xz" => [.. noise, .. await XzAsync(patient, unpacked), .. noise],
            "vmlinuz-6.1" => noise,
            _ => Encoding.ASCII.GetBytes(config),
        });
        return path;
    }

    private static byte[] Zip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(bytes);
        return packed.ToArray();
    }

    private static async Task<byte[]> XzAsync(Patient patient, byte[] bytes)
    {
        string file = Path.Combine(patient.Bin, "unpacked");
        await File.WriteAllBytesAsync(file, bytes);
        using var xz = System.Diagnostics.Process.Start("/usr/bin/xz", ["-f", "-k", "-C", "crc32", file]);
        await xz.WaitForExitAsync();
        return await File.ReadAllBytesAsync($"{file}.xz");
    }
}
