using GpioHub.EndToEnd.Guests;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>The same storm over packed rings, in a guest whose driver has the lock without which Linux harms them (docs/guests.md): some
/// hundred laps of each ring.</summary>
[Trait("Boots", "kernel")]
public sealed class StressOnPackedRingsSpec(ITestOutputHelper output) : StressSpec(FrontEnd.Qemu10, cpus: 1, output)
{
    private const string Drivers = "/sys/bus/virtio/drivers";

    /// <summary>VIRTIO_F_RING_PACKED, as the kernel lists what is negotiated: a digit for each feature, from 0.</summary>
    private const int RingPacked = 34;

    protected override string Settings => "packedRings: true";

    protected override async Task PrepareAsync(LinuxGuest guest)
    {
        await guest.RunAsync($"cd {Drivers} && d=$(basename gpio_virtio/virtio*) && " +
            "echo $d >gpio_virtio/unbind && echo $d >gpio_virtio_locked/bind");
        string features = await guest.RunAsync($"cat {Drivers}/gpio_virtio_locked/virtio*/features");
        Assert.Equal('1', features[RingPacked]);
    }
}
