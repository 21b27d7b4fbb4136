using GpioHub.Hub.Commands.Init;
using GpioHub.Hub.Tests.Support;
using GpioHub.Tests.FakeKernel;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Hub.Tests.Init;

public sealed class HostFinderSpec : IDisposable
{
    private readonly TempFolder _root = new();
    private readonly FakeGpioKernel _kernel = new();

    [Fact(DisplayName = "Chips are found in the order of their numbers, with label, place, lines and who uses them; no line is requested")]
    public void Chips()
    {
        Plug("gpiochip10", "second");
        Plug("gpiochip2", "first", "IGN", "", "LED")[2].Hog("leds");
        Link("gpiochip2", "../../../devices/platform/1-0020/gpiochip2");
        Touch("dev/gpiochipX");

        var chips = Find().Chips;

        Assert.Equal(["/dev/gpiochip2", "/dev/gpiochip10"], chips.Select(chip => chip.Path));
        Assert.Equal(("first", "/devices/platform/1-0020/gpiochip2"), (chips[0].Label, chips[0].DevicePath));
        Assert.Equal([new(0, "IGN", false, ""), new(1, "", false, ""), new FoundLine(2, "LED", true, "leds")], chips[0].Lines.ToArray());
        Assert.DoesNotContain(_kernel.Calls, call => call.Kind is not (FakeCallKind.Open or FakeCallKind.LineInfo));
        _kernel.UntilAllClosed();
    }

    [Fact(DisplayName = "A chip that has gone, may not be opened, or goes meanwhile is found with the reason and without a label")]
    public void Gone()
    {
        Touch("dev/gpiochip0");
        Plug("gpiochip1", "closed").Fail(FakeCallKind.Open, ErrnoCode.EACCES);
        Plug("gpiochip2", "going", "A", "B")[1].Fail(FakeCallKind.LineInfo, ErrnoCode.ENODEV);

        var chips = Find().Chips;

        Assert.All(chips, chip => Assert.Null(chip.Label));
        Assert.Contains("No such file or directory", chips[0].Problem, StringComparison.Ordinal);
        Assert.StartsWith("/dev/gpiochip1: permission denied", chips[1].Problem, StringComparison.Ordinal);
        Assert.Contains("No such device", chips[2].Problem, StringComparison.Ordinal);
        _kernel.UntilAllClosed();
    }

    [Fact(DisplayName = "A link of the bus that leads out of sysfs is not a place")]
    public void ForeignLink()
    {
        Plug("gpiochip0", "a");
        Link("gpiochip0", "../../../../etc/gpiochip0");

        Assert.Null(Assert.Single(Find().Chips).DevicePath);
    }

    [Fact(DisplayName = "Virtual machines are the names in libvirt's files, the system's and the user's; what is no domain is passed over")]
    public void Machines()
    {
        Write("etc/libvirt/qemu/b.xml", "<!--\nWARNING\n-->\n<domain type='kvm'>\n  <name>My &amp; car</name><uuid/></domain>");
        Write("etc/libvirt/qemu/a.xml", "<domain><title>x</title><name>ivi</name></domain>");
        Write("etc/libvirt/qemu/c.xml", "<!DOCTYPE domain [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><domain><name>&x;</name></domain>");
        Write("etc/libvirt/qemu/d.xml", "<network><name>default</name></network>");
        Write("etc/libvirt/qemu/e.xml", "<domain><name>");
        Write("home/me/.config/libvirt/qemu/own.xml", "<domain><name>own</name></domain>");

        Assert.Equal(["ivi", "My & car", "own"], Find().Machines.ToArray());
    }

    [Fact(DisplayName = "QEMU's group is found in /etc/group, and whether the user who will run the hub is in it; " +
        "root may give sockets to any")]
    public void Group()
    {
        Write("etc/group", "root:x:0:\nkvmx:x:1:me\nkvm:x:104:libvirt-qemu,gpiohub\n");

        Assert.Equal(new FoundGroup("kvm", null), Find().Group);
        Assert.Equal(new FoundGroup("kvm", null), Finder.Find(qemu: null, runner: "gpiohub", asker: "me").Group);
        Assert.Equal(new FoundGroup("kvm", "me"), Finder.Find(qemu: null, runner: null, asker: "me").Group);
        Write("etc/group", "root:x:0:\n");
        Assert.Null(Find().Group);
    }

    [Fact(DisplayName = "A host without any of it is a host with nothing")]
    public void Nothing()
    {
        var facts = Find();

        Assert.Empty(facts.Chips);
        Assert.Empty(facts.Machines);
        Assert.Null(facts.Qemu);
        Assert.Null(facts.Group);
    }

    public void Dispose() => _root.Dispose();

    private HostFinder Finder => new(_kernel, _root.Path, "/home/me");

    private HostFacts Find() => Finder.Find(qemu: null);

    private FakeGpioChip Plug(string name, string label, params string[] lines)
    {
        Touch($"dev/{name}");
        return _kernel.AddChip(Path.Combine(_root.Path, "dev", name), label, lines.Length == 0 ? [""] : lines);
    }

    private void Link(string name, string target)
    {
        string bus = Path.Combine(_root.Path, "sys/bus/gpio/devices");
        Directory.CreateDirectory(bus);
        File.CreateSymbolicLink(Path.Combine(bus, name), target);
    }

    private void Touch(string file) => Write(file, "");

    private void Write(string file, string text)
    {
        string path = Path.Combine(_root.Path, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
