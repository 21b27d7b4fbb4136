using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Support;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>The built hub on real chips: gpio-sim's, in a kernel of their own. What each scenario does is in tests/SimRig.</summary>
[Trait("Boots", "kernel")]
public sealed class PhysicalChipSpec(PhysicalChipSpec.Kernel kernel, ITestOutputHelper output) : IClassFixture<PhysicalChipSpec.Kernel>
{
    [Fact(DisplayName = "The rig itself: pulls are edges to a C program, a chip comes back after a replug, " +
        "and the hub runs in this kernel with a simulated chip and a guest")]
    public Task Self() => PassesAsync("self");

    [Fact(DisplayName =
        "On a real chip each interrupt type delivers what it is to and nothing else, and so does a line that is disabled and re-typed")]
    public Task Types() => PassesAsync("types");

    [Fact(DisplayName =
        "Of 10,000 pulls none is unaccounted for: what was pulled was seen or lost, what was seen was delivered or coalesced by the latch")]
    public Task Pulls() => PassesAsync("pulls 10000");

    [Fact(DisplayName =
        "A line that the kernel holds is refused and its holder named; its neighbours work, and it does too as soon as it is free")]
    public Task Hog() => PassesAsync("hog");

    [Fact(DisplayName = "bias and activeLow reach the pin, and levels are logical everywhere but there")]
    public Task Bias() => PassesAsync("bias");

    [Fact(DisplayName = "Pins show what a guest drives, initial before the first guest and onRelease after it; " +
        "after the hub has gone, what the chip's driver makes of them")]
    public Task Outputs() => PassesAsync("outputs");

    [Fact(DisplayName = "Two chips are replugged a hundred times under four guests' load: " +
        "nobody is disconnected, every request is answered, interrupts come again, and nothing leaks")]
    public Task Replug() => PassesAsync("replug 100");

    [Fact(DisplayName = "The hub is killed twenty times and another one follows: pins that are driven against their pulls never move")]
    public Task Killed() => PassesAsync("killed 20");

    [Fact(DisplayName = "Edges of a pin while the hub stands still and is killed reach the guest that stays connected, " +
        "and those that the kernel had no room for are counted as lost")]
    public Task Gap() => PassesAsync("gap");

    [Fact(DisplayName = "What an edge and a read cost through the hub and on the chip itself: figures")]
    public Task Cost() => PassesAsync("cost");

    [Fact(DisplayName =
        "The whole chain: gpiomon in a Linux under QEMU prints the edges that were pulled on a chip of the kernel below the hub")]
    public Task Chain() => PassesAsync("chain");

    [Fact(DisplayName = "What gpiohub init writes is a rig of the kernel's chips, two of one label included: " +
        "guests read the lines that are free, and the one that the kernel holds is left out")]
    public Task Init() => PassesAsync("init");

    [Fact(DisplayName = "The kernel calls gpiochips as the hub's unit does, which lets the hub open no other device")]
    public async Task DeviceRule()
    {
        string unit = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "share/systemd/gpiohub.service"));
        string name = unit.Split("\nDeviceAllow=char-")[1].Split(' ')[0];
        Assert.Matches($@"\d+ {name}\b", await kernel.Rig.RunAsync("sed '/^Block/,$d' /proc/devices"));
    }

    private async Task PassesAsync(string scenario)
    {
        var answer = await kernel.Rig.ScenarioAsync(scenario);
        output.WriteLine(answer.Output);
        if (answer.Code != 0 || answer.Lines[^1] != "PASS")
            throw new ScenarioException($"{scenario}: exit code {answer.Code}\n{answer.Output}");
    }

    public sealed class Kernel : IAsyncLifetime
    {
        private RigKernel? _rig;

        public RigKernel Rig => _rig ?? throw new InvalidOperationException("not booted");

        public async Task InitializeAsync() => _rig = await RigKernel.BootAsync();

        public async Task DisposeAsync()
        {
            if (_rig is not null) await _rig.DisposeAsync();
        }
    }
}
