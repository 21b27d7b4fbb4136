using System.Diagnostics;
using System.Runtime.InteropServices;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

public sealed class GpioChipHandleSpec : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact(DisplayName = "A device, a file and a folder that are no GPIO device are refused as such")]
    public void NoGpioDevice()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "x");
        foreach (string path in (string[])["/dev/null", file, _folder])
        {
            var error = Refused(path);
            Assert.Equal(ErrnoCode.ENOTTY, error.Errno);
            Assert.StartsWith($"ioctl GPIO_GET_CHIPINFO_IOCTL {path}, which is no GPIO device: ", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact(DisplayName = "A FIFO in a chip's place is refused at once, without a wait for its writer")]
    public void Fifo()
    {
        string fifo = Path.Combine(_folder, "fifo");
        using (Process mkfifo = Process.Start("mkfifo", [fifo])) mkfifo.WaitForExit();
        Assert.Equal(ErrnoCode.ENOTTY, Refused(fifo).Errno);
    }

    [Fact(DisplayName = "A path that does not exist is ENOENT and named")]
    public void Missing()
    {
        string path = Path.Combine(_folder, "gpiochip0");
        var error = Refused(path);
        Assert.Equal((ErrnoCode.ENOENT, $"open {path}"), (error.Errno, error.Call));
    }

    [Fact(DisplayName = "What is refused is closed again")]
    public void NothingLeftOpen()
    {
        string file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "x");
        Refused(file);
        var open = Directory.GetFiles("/proc/self/fd").Select(fd => new FileInfo(fd).LinkTarget);
        Assert.DoesNotContain(file, open);
    }

    [Fact(DisplayName = "A chip whose kernel does not know v2 is told apart from what is no chip; other errors stay what they are (GU-02)")]
    public void OldKernel()
    {
        foreach (int errno in (int[])[ErrnoCode.EINVAL, ErrnoCode.ENOTTY])
        {
            var error = GpioIoctl.NoV2("/dev/gpiochip0", errno, "5.4.0");
            Assert.Equal(ErrnoCode.ENOTTY, error.Errno);
            Assert.StartsWith(
                "ioctl GPIO_V2_GET_LINEINFO_IOCTL /dev/gpiochip0, which the kernel is too old for: it is 5.4.0, older than 5.10: ",
                error.Message, StringComparison.Ordinal);
        }
        Assert.Equal(("ioctl GPIO_V2_GET_LINEINFO_IOCTL /x", ErrnoCode.ENODEV), Parts(GpioIoctl.NoV2("/x", ErrnoCode.ENODEV, "6.1")));
        Assert.Equal(("ioctl GPIO_GET_CHIPINFO_IOCTL /x", ErrnoCode.ENODEV), Parts(GpioIoctl.NoChip("/x", ErrnoCode.ENODEV)));

        static (string, int) Parts(ErrnoException e) => (e.Call, e.Errno);
    }

    [Theory(DisplayName = "Architectures with the generic ioctl numbers are supported (GU-01)")]
    [InlineData(Architecture.X64)]
    [InlineData(Architecture.Arm64)]
    [InlineData(Architecture.Arm)]
    [InlineData(Architecture.RiscV64)]
    public void Supported(Architecture architecture) => GpioIoctl.RequireArchitecture(architecture);

    [Theory(DisplayName = "Other architectures are refused by name (GU-01)")]
    [InlineData(Architecture.Ppc64le)]
    [InlineData(Architecture.S390x)]
    [InlineData(Architecture.LoongArch64)]
    public void Unsupported(Architecture architecture)
    {
        var e = Assert.Throws<PlatformNotSupportedException>(() => GpioIoctl.RequireArchitecture(architecture));
        Assert.Contains($"not on {architecture}", e.Message, StringComparison.Ordinal);
    }

    [Fact(DisplayName = "An errno has a name for logs (GU-08)")]
    public void Names()
    {
        Assert.Equal(["EBUSY", "EPERM", "ENODEV", "ENXIO"], new[] { 16, 1, 19, 6 }.Select(ErrnoCode.NameOf));
        Assert.Equal("errno 42", ErrnoCode.NameOf(42));
    }

    private static ErrnoException Refused(string path) => Assert.Throws<ErrnoException>(() => new LinuxGpioKernel().Open(path));
}
