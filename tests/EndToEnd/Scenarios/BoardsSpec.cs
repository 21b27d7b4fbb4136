using GpioHub.EndToEnd.Guests;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>Lines and interrupts on machines other than a PC with PCI: an Arm, and virtio-mmio. What QEMU is started with is what
/// <c>gpiohub qemu-args</c> prints for that machine.</summary>
public abstract class BoardsSpec(BenchFixture fixture, string attached) : LinesSpec(fixture)
{
    [Fact(DisplayName = "The kernel has the device on the transport that qemu-args was asked for")]
    public async Task Attached() =>
        Assert.Contains(attached, await Bench.Guest.RunAsync("readlink -f /sys/bus/virtio/drivers/gpio_virtio/virtio*"),
            StringComparison.Ordinal);
}

/// <summary>The same where QEMU passes interrupts on.</summary>
public abstract class InterruptingBoardsSpec(BenchFixture fixture, string attached) : BoardsSpec(fixture, attached)
{
    [Fact(DisplayName = "gpiomon and the guest's kernel count every edge of the chip once, as the hub does")]
    public Task EdgesAreCounted() => Bench.CountsEdgesAsync(20);
}

public sealed class ArmPciBench() : BenchFixture(FrontEnd.ArmPci);

public sealed class ArmMmioBench() : BenchFixture(FrontEnd.ArmMmio);

public sealed class Arm7MmioBench() : BenchFixture(FrontEnd.Arm7Mmio);

public sealed class MicroVmBench() : BenchFixture(FrontEnd.Qemu10MicroVm);

public sealed class MicroVmLegacyBench() : BenchFixture(FrontEnd.Qemu10MicroVmLegacy);

[Trait("Boots", "kernel")]
public sealed class ArmPciSpec(ArmPciBench bench) : InterruptingBoardsSpec(bench, "/pci0000:00/"), IClassFixture<ArmPciBench>;

[Trait("Boots", "kernel")]
public sealed class ArmMmioSpec(ArmMmioBench bench) : InterruptingBoardsSpec(bench, ".virtio_mmio/"), IClassFixture<ArmMmioBench>;

[Trait("Boots", "kernel")]
public sealed class Arm7MmioSpec(Arm7MmioBench bench) : BoardsSpec(bench, ".virtio_mmio/"), IClassFixture<Arm7MmioBench>;

[Trait("Boots", "kernel")]
public sealed class MicroVmSpec(MicroVmBench bench) : InterruptingBoardsSpec(bench, "/virtio-mmio."), IClassFixture<MicroVmBench>;

/// <summary>Drivers without VERSION_1 (VU-16).</summary>
[Trait("Boots", "kernel")]
public sealed class MicroVmLegacySpec(MicroVmLegacyBench bench) : InterruptingBoardsSpec(bench, "/virtio-mmio."),
    IClassFixture<MicroVmLegacyBench>;
