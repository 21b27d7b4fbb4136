using GpioHub.Rules.Plan;
using GpioHub.Transports.Chips.Discovery;
using Xunit;

namespace GpioHub.Transports.Tests.Chips.Discovery;

public sealed class FindByPathSpec : IDisposable
{
    private readonly Machine _machine = new();

    public void Dispose() => _machine.Dispose();

    [Fact(DisplayName = "A path is the device itself, or a link to it; nothing is opened (GU-15)")]
    public void Found()
    {
        _machine.Node(3, "x");
        File.CreateSymbolicLink(_machine.At("dev", "relays"), "gpiochip3");
        File.CreateSymbolicLink(_machine.At("dev", "again"), _machine.At("dev", "relays"));

        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(3)), Find("gpiochip3"));
        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(3)), Find("relays"));
        Assert.Equal(new ChipSearch.Found(_machine.NodeOf(3)), Find("again"));
        Assert.Empty(_machine.Opened);
    }

    [Fact(DisplayName = "A path that is not there, or a link to what is not there, is absent and said so")]
    public void Absent()
    {
        File.CreateSymbolicLink(_machine.At("dev", "relays"), "gpiochip3");

        Assert.Equal(new ChipSearch.Absent($"{_machine.NodeOf(3)}: no such device"), Find("gpiochip3"));
        Assert.Equal(new ChipSearch.Absent($"{_machine.At("dev", "relays")} leads to gpiochip3, which is not there"), Find("relays"));
        Assert.IsType<ChipSearch.Absent>(Find("no/such/folder"));
    }

    [Fact(DisplayName = "Links that lead in a circle end, with the kernel's word for it")]
    public void Circle()
    {
        File.CreateSymbolicLink(_machine.At("dev", "a"), "b");
        File.CreateSymbolicLink(_machine.At("dev", "b"), "a");

        Assert.Equal(40, Assert.IsType<ChipSearch.Failed>(Find("a")).Errno);
    }

    [Fact(DisplayName = "A folder is no chip")]
    public void Folder() => Assert.IsType<ChipSearch.Failed>(Find("."));

    [Fact(DisplayName = "A link whose folder is a link is found all the same")]
    public void LinkedFolder()
    {
        _machine.Node(3, "x");
        Directory.CreateDirectory(_machine.At("deep", "er"));
        File.CreateSymbolicLink(_machine.At("deep", "er", "relays"), "../../dev/gpiochip3");
        File.CreateSymbolicLink(_machine.At("dev", "by"), _machine.At("deep", "er"));

        string path = Assert.IsType<ChipSearch.Found>(Find("by/relays")).Path;
        Assert.True(File.Exists(path));
    }

    private ChipSearch Find(string name) => _machine.Finder.Find(new ByPath(_machine.At("dev", name)));
}
