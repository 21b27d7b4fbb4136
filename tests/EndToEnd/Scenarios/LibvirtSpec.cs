using GpioHub.EndToEnd.Guests;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>What <c>gpiohub libvirt-xml</c> prints, in a domain that libvirt's own driver starts.</summary>
[Trait("Boots", "kernel")]
public sealed class LibvirtSpec
{
    [Fact(DisplayName = "A domain of libvirt with what libvirt-xml prints is a guest: levels, and every edge once")]
    public async Task Domain()
    {
        await using var bench = await Bench.StartAsync(FrontEnd.Libvirt);
        await bench.WorksAsync();
        await bench.CountsEdgesAsync(5);
    }
}
