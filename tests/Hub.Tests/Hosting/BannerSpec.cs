using GpioHub.Hub.Commands.Run;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Qemu;
using GpioHub.Hub.Tests.Support;
using Xunit;

namespace GpioHub.Hub.Tests.Hosting;

public class BannerSpec
{
    [Fact(DisplayName = "The banner shows the rig, and what to type next (IF-2.3)")]
    public async Task Whole() => Assert.Equal(
        """
        gpiohub 0.2.0 · config/demo.yaml · 1 chip, 3 guests, 6 nets · up in 0.3 s
          bench  sim      up       IGN CRASH WAKE A/B:C 5%2F DOOR
          ivi    waiting  /run/user/1000/gpiohub/ivi.sock   2 lines
          adas   waiting  /run/user/1000/gpiohub/adas.sock  2 lines
          spare  waiting  /run/user/1000/gpiohub/spare.sock 0 lines

        Try, in other terminals:
          out/gpiohub guest /run/user/1000/gpiohub/ivi.sock mon IGN   # be a guest: wait for interrupts
          out/gpiohub set bench/IGN=1                                 # turn bench/IGN on
        Your own VM:  PROGRAM … -m 2G $(out/gpiohub qemu-args config/demo.yaml adas --memory 2G)
          this machine: QEMU 7.2.22 – values work, interrupts need QEMU 9.0 or later
          the guest's kernel needs CONFIG_GPIO_VIRTIO (Debian's has not: docs/guests.md)
        Ctrl-C ends.

        """.Replace("PROGRAM", InstalledQemu.ProgramName, StringComparison.Ordinal),
        await TextAsync(foundByItself: true, new QemuVersion(7, 2, 22)));

    [Fact(DisplayName = "Where a client would not find the hub by itself, the banner says --hub")]
    public async Task Elsewhere() =>
        Assert.Contains("  out/gpiohub --hub /run/user/1000/gpiohub/control.sock set bench/IGN=1 ",
            await TextAsync(foundByItself: false, null), StringComparison.Ordinal);

    [Fact(DisplayName = "A program with its page says how to see it")]
    public async Task Page() =>
        Assert.Contains("  out/gpiohub web                                             # see it in a browser\n",
            await TextAsync(foundByItself: true, null, page: true), StringComparison.Ordinal);

    [Theory(DisplayName = "The banner says what the installed QEMU can do (IF-2.3)")]
    [InlineData("10.0.2", "QEMU 10.0.2 – values and interrupts work")]
    [InlineData("7.1.0", "QEMU 7.1.0 – has no vhost-user-gpio, 7.2 and later have")]
    public async Task Versions(string version, string words)
    {
        Assert.True(QemuVersion.TryParse(version, out var qemu));
        Assert.Contains($"this machine: {words}\n", await TextAsync(foundByItself: true, qemu), StringComparison.Ordinal);
    }

    [Theory(DisplayName = "The program is named as a user would type it from where they stand")]
    [InlineData("/home/anna/gpiohub/out/gpiohub", "/home/anna/gpiohub", "out/gpiohub")]
    [InlineData("/home/anna/gpiohub/out/gpiohub", "/home/anna/gpiohub/out", "./gpiohub")]
    [InlineData("/home/anna/gpiohub/out/gpiohub", "/tmp", "/home/anna/gpiohub/out/gpiohub")]
    [InlineData("/usr/bin/gpiohub", "/tmp", "gpiohub")]
    [InlineData("/usr/bin/dotnet", "/tmp", "gpiohub")]
    public void Program(string process, string folder, string name) =>
        Assert.Equal(name, ThisProgram.NameFrom(process, folder, "/bin:/usr/bin"));

    [Fact(DisplayName = "A program that a link on the search path leads to is named as the link is")]
    public void Link()
    {
        string folder = Directory.CreateTempSubdirectory("gpiohub-link-").FullName, bin = Path.Combine(folder, "bin");
        string program = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "lib")).FullName, "gpiohub");
        try
        {
            File.WriteAllText(program, "");
            Directory.CreateDirectory(bin);
            File.CreateSymbolicLink(Path.Combine(bin, "gpiohub"), "../lib/gpiohub");
            Assert.Equal("gpiohub", ThisProgram.NameFrom(program, folder, $"/bin:{bin}"));
            Assert.Equal("lib/gpiohub", ThisProgram.NameFrom(program, folder, "/bin"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<string> TextAsync(bool foundByItself, QemuVersion? qemu, bool page = false)
    {
        var plan = DemoRig.Plan("/run/user/1000/gpiohub");
        var snapshot = await new FakeRig(plan).SnapshotAsync(default);
        return new Banner(plan, snapshot, TimeSpan.FromSeconds(0.31), "out/gpiohub", foundByItself, qemu) { HasPage = page }.ToString();
    }
}
