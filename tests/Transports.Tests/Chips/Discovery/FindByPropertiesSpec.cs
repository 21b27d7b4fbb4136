using GpioHub.Rules.Plan;
using GpioHub.Transports.Chips.Discovery;
using Xunit;

namespace GpioHub.Transports.Tests.Chips.Discovery;

public sealed class FindByPropertiesSpec : IDisposable
{
    private const string I2c = "platform/soc/fe804000.i2c/i2c-1";
    private const string Usb = "pci0000:00/usb1/1-2";

    private readonly Machine _machine = new();

    public FindByPropertiesSpec()
    {
        _machine
            .Device("platform/soc", "OF_NAME=soc\n", "platform")
            .Device("platform/soc/fe804000.i2c", "DRIVER=i2c-bcm2835\n", "platform")
            .Device(I2c, "OF_NAME=i2c\n", "i2c", "89:1")
            .Device($"{I2c}/1-0020", "DRIVER=mcp230xx\nMODALIAS=i2c:mcp23017\n", "i2c")
            .Device($"{I2c}/1-0021", "DRIVER=mcp230xx\nMODALIAS=i2c:mcp23017\n", "i2c")
            .Chip(0, "mcp23017", $"{I2c}/1-0020")
            .Chip(1, "mcp23017", $"{I2c}/1-0021")
            .Device("pci0000:00/usb1", "DRIVER=usb\n", "usb", "189:0")
            .Device(Usb, "DEVTYPE=usb_device\nPRODUCT=403/6001/600\n", "usb", "189:7")
            .Device($"{Usb}/1-2:1.0", "DEVTYPE=usb_interface\n", "usb")
            .Chip(2, "ftdi-cbus", $"{Usb}/1-2:1.0")
            .Record("c189:7", "I:99\nE:ID_SERIAL_SHORT=D38EJ8LF\nE:ID_MODEL_ENC=FT232R\\x20USB\n")
            .Record("+usb:1-2:1.0", "E:ID_USB_INTERFACE_NUM=00\n")
            .Record("c254:2", "E:TAGS=:systemd:\n");
    }

    public void Dispose()
    {
        Assert.Equal(0, _machine.Open);
        _machine.Dispose();
    }

    public static TheoryData<string, string, int> Properties() => new()
    {
        { "ID_SERIAL_SHORT", "D38EJ8LF", 2 },            // of a parent, from udev's database by number
        { "ID_USB_INTERFACE_NUM", "00", 2 },             // of a parent, from udev's database by subsystem and name
        { "TAGS", "*:systemd:*", 2 },                    // of the chip's own record
        { "ID_MODEL_ENC", "FT232R\\x20USB", 2 },
        { "PRODUCT", "403/*", 2 },                       // of a parent's uevent
        { "DEVTYPE", "usb_device", 2 },                  // a nearer parent has another value
        { "DEVNAME", "gpiochip1", 1 },                   // as the kernel has it
        { "DEVNAME", "/dev/gpiochip1", 1 },              // as udev has it
        { "DEVPATH", "*/i2c-1/1-0020/*", 0 },
        { "DEVPATH", $"/devices/{I2c}/1-0021", 1 },      // of a parent
        { "SUBSYSTEM", "usb", 2 },
        { "label", "ftdi-*", 2 },
    };

    [Theory(DisplayName =
        "A property is looked up on the chip's device, then its parents: uevent, udev's database, DEVPATH, SUBSYSTEM, label (IF-1.7)")]
    [MemberData(nameof(Properties))]
    public void Found(string name, string glob, int number) =>
        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(number)), Find((name, glob)));

    [Fact(DisplayName = "All properties must match, each on whichever device has it (IF-1.7)")]
    public void All()
    {
        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(0)),
            Find(("label", "mcp23017"), ("DEVPATH", "*/1-0020/*"), ("DRIVER", "i2c-bcm*")));
        Assert.Equal([_machine.NodeOf(0)], _machine.Opened);     // a chip that another property rules out is not opened
    }

    [Fact(DisplayName = "What no chip matches: what was looked for, and what of it the others lack")]
    public void Absent()
    {
        Assert.Equal(
            new ChipSearch.Absent(
                "no chip with ID_SERIAL_SHORT: XYZ; there are gpiochip0 [mcp23017], gpiochip1 [mcp23017], gpiochip2 [ftdi-cbus]"),
            Find(("ID_SERIAL_SHORT", "XYZ")));
        Assert.Equal(
            new ChipSearch.Absent("no chip with label: mcp*, SUBSYSTEM: usb; there are gpiochip0 [mcp23017] (SUBSYSTEM not so), " +
                "gpiochip1 [mcp23017] (SUBSYSTEM not so), gpiochip2 [ftdi-cbus] (label not so)"),
            Find(("label", "mcp*"), ("SUBSYSTEM", "usb")));
    }

    [Fact(DisplayName = "What two chips match is ambiguous (GU-15)")]
    public void Ambiguous() => Assert.Equal(
        new ChipSearch.Ambiguous($"2 chips have DRIVER: mcp230xx: {_machine.NodeOf(0)}, {_machine.NodeOf(1)}; " +
            "tell them apart with path or another property (docs/hardware.md#choosing)"),
        Find(("DRIVER", "mcp230xx")));

    [Fact(DisplayName = "A label that cannot be read for want of permission is not taken for another label (IF-2.10)")]
    public void Denied()
    {
        _machine.Refuse(0, ChipAccess.AccessDenied);

        Assert.Equal(ChipAccess.AccessDenied, Assert.IsType<ChipSearch.Failed>(Find(("label", "mcp*"), ("DEVPATH", "*/1-0020/*"))).Errno);
        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(0)), Find(("DEVPATH", "*/1-0020/*")));
    }

    [Fact(DisplayName = "A chip of which there is no node here is not found: a container has some of the machine's only")]
    public void NoNode()
    {
        File.Delete(_machine.NodeOf(2));
        Assert.Equal(new ChipSearch.Absent($"gpiochip2 has DEVTYPE: usb_device, but there is no {_machine.NodeOf(2)}"),
            Find(("DEVTYPE", "usb_device")));
    }

    [Theory(DisplayName = "Nothing is read that does not lie in sysfs: links that lead out, or within to elsewhere, or in a circle")]
    [InlineData("../../../../outside/gpiochip7")]
    [InlineData("/etc")]
    [InlineData("../../../devices")]
    [InlineData("../../../devices/linked/gpiochip7")]
    [InlineData("../../../devices/circle/gpiochip7")]
    [InlineData("gpiochip7")]
    [InlineData("../../../devicesX/gpiochip7")]
    public void Outside(string target)
    {
        foreach (string outside in (string[])["outside", "sys/devicesX"])
        {
            Directory.CreateDirectory(_machine.At(outside, "gpiochip7"));
            File.WriteAllText(_machine.At(outside, "gpiochip7", "uevent"), "SECRET=1\n");
        }
        File.CreateSymbolicLink(_machine.At("sys", "devices", "linked"), "../../outside");
        File.CreateSymbolicLink(_machine.At("sys", "devices", "circle"), "circle");
        _machine.Link("gpiochip7", target).Node(7, "odd");

        Assert.IsType<ChipSearch.Absent>(Find(("SECRET", "*")));
        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(7)), Find(("label", "odd")));     // it is there all the same
    }

    [Fact(DisplayName =
        "A uevent file, record or device number that is none is no property: folders, FIFOs, links, nonsense, bytes that are no UTF-8")]
    public void OddFiles()
    {
        const string Parent = "odd";
        _machine.Chip(8, "odd", Parent).Chip(9, "odd9", "odd9");
        Directory.CreateDirectory(_machine.At("sys", "devices", Parent, "uevent"));
        string uevent = _machine.At("sys", "devices", Parent, "gpiochip8", "uevent");
        File.WriteAllBytes(uevent, [0xFF, 0xFE, (byte)'\n', .. "K="u8, 0xC3, 0x28, (byte)'\n', 0, 0, .. "\nL=1\n"u8]);
        File.WriteAllText(_machine.At("sys", "devices", Parent, "gpiochip8", "dev"), "../../../etc/passwd\n");

        string record = _machine.At("udev", "data", "c254:9");
        File.CreateSymbolicLink(record, uevent);
        _ = Mkfifo(_machine.At("sys", "devices", "odd9", "uevent"));

        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(8)), Find(("K", "?(")));
        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(8)), Find(("L", "1")));
        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(9)), Find(("DEVNAME", "gpiochip9")));
    }

    [Fact(DisplayName = "Of a huge file the beginning counts")]
    public void HugeFile()
    {
        string line = new('x', 100);
        _machine.Record("c254:0", $"E:FIRST=1\n{string.Concat(Enumerable.Repeat($"E:{line}=1\n", 20_000))}E:LAST=1\n");

        Assert.IsType<ChipSearch.Found>(Find(("FIRST", "1")));
        Assert.IsType<ChipSearch.Absent>(Find(("LAST", "1")));
    }

    [Fact(DisplayName = "A device that hangs deeper than any real one has no properties")]
    public void Deep()
    {
        string parent = string.Join('/', Enumerable.Repeat("d", 100));
        _machine.Chip(7, "deep", parent);

        Assert.IsType<ChipSearch.Absent>(Find(("DEVNAME", "gpiochip7")));
    }

    [Fact(DisplayName = "Without udev the kernel's own properties are there")]
    public void WithoutUdev()
    {
        Directory.Delete(_machine.Udev, recursive: true);

        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(2)), Find(("PRODUCT", "403/6001/*")));
        Assert.IsType<ChipSearch.Absent>(Find(("ID_SERIAL_SHORT", "*")));
    }

    private ChipSearch Find(params (string Name, string Glob)[] properties) => _machine.Finder.Find(new ByProperties([.. properties]));

    private static int Mkfifo(string path)
    {
        using var process = System.Diagnostics.Process.Start("mkfifo", path);
        process.WaitForExit();
        return process.ExitCode;
    }
}
