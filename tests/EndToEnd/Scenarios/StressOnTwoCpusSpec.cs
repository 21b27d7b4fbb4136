using System.Globalization;
using System.Text.RegularExpressions;
using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Hubs;
using GpioHub.GuestDriver.Driver;
using Xunit.Abstractions;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>The same storm in a guest with two CPUs: tasks request, re-type and free on one, the driver's callbacks run on the other, and
/// there a level interrupts without end.</summary>
/// <remarks>Linux's gpio-virtio takes buffers off its queues without the lock under which it puts them on. Where both happen at once, it
/// now and then offers a descriptor that is in use (docs/guests.md); no device can make up for that. So what holds without exception is
/// tried with the same driver and that lock (tests/EndToEnd/Linux/gpio-virtio-locked.sed). Linux's own holds it too, or fails in that
/// way.</remarks>
[Trait("Boots", "kernel")]
public sealed partial class StressOnTwoCpusSpec(ITestOutputHelper output) : StressSpec(FrontEnd.Qemu10TwoCpus, cpus: 2, output)
{
    private const string Drivers = "/sys/bus/virtio/drivers";
    private const string Consumer = "/sys/devices/platform/level-consumer";

    private const string Neighbour = """

          adas: { lines: [{ name: INT, from: bench/INT }] }
        """;

    private readonly ITestOutputHelper _output = output;

    [Fact(DisplayName = "Linux's driver as it is, on two CPUs: all of that holds, or it has harmed its own queue, as its kernel or the " +
        "hub says; then the hub serves its other guests, and the next boot of this one (VQ-61)")]
    public async Task LinuxHarmsItselfAlone()
    {
        await using var hub = await HubProcess.StartAsync(Rig + Neighbour);
        await using var neighbour = await GpioDriver.ConnectAsync(hub.Socket("adas"));
        await using var guest = Assert.IsType<QemuGuest>(await FrontEnd.Qemu10TwoCpus.BootAsync(hub, "ivi"));
        await SpreadAsync(guest);

        var stress = guest.RunAsync($"{Prefix}gt stress /dev/gpiochip0 {Lines} {4 * Events}");
        try
        {
            await ToggleAsync(hub, until: () => stress.IsCompleted || Harm(hub, guest) is not null);
            if (Harm(hub, guest) is null)
            {
                string seen = await stress;
                await FinishAsync(hub, guest);
                await HoldsAsync(hub, guest, seen);
            }
        }
        catch (Exception e) when (Harm(hub, guest) is not null)
        {
            _output.WriteLine(e.Message);
        }

        string? harm = Harm(hub, guest);
        _output.WriteLine(harm ?? "no queue was harmed");
        if (harm is null) return;
        await hub.SetAsync("bench/INT", '1');
        Assert.True(await neighbour.GetValueAsync(0));
        await hub.SetAsync("bench/INT", '0');
        Assert.False(await neighbour.GetValueAsync(0));

        await guest.KillAsync();
        await using var next = await FrontEnd.Qemu10TwoCpus.BootAsync(hub, "ivi");
        await NoLineIsDeafAsync(hub, next);
    }

    protected override string Prefix => "taskset 2 ";

    protected override async Task PrepareAsync(LinuxGuest guest)
    {
        await guest.RunAsync($"cd {Drivers} && d=$(basename gpio_virtio/virtio*) && " +
            "echo $d >gpio_virtio/unbind && echo $d >gpio_virtio_locked/bind");
        await SpreadAsync(guest);
    }

    protected override async Task FinishAsync(HubProcess hub, LinuxGuest guest)
    {
        int runs = int.Parse(await guest.RunAsync($"echo - >{Consumer}/request; cat {Consumer}/runs"), CultureInfo.InvariantCulture);
        long delivered = (await hub.InfoAsync()).Guest("ivi").Line("INT").Delivered;
        _output.WriteLine($"level interrupts: {delivered}, runs of the handler: {runs}");
        Assert.True(runs > Lines * Events, "no stress at all");
        // One VALID may be on its way when the interrupt is freed.
        Assert.InRange(delivered - runs, 0, 1);
    }

    /// <summary>Leaves CPU 1 to the tasks: the device's interrupts go to CPU 0, and an active level makes many.</summary>
    private static async Task SpreadAsync(LinuxGuest guest)
    {
        Assert.Equal("2", await guest.RunAsync("nproc"));
        string cpus = await guest.RunAsync($"d=$(basename {Drivers}/gpio_virtio*/virtio*); " +
            "for i in $(sed -n \"s/^ *\\([0-9]*\\):.* $d\\(-.*\\)*$/\\1/p\" /proc/interrupts); do " +
            "echo 1 >/proc/irq/$i/smp_affinity; cat /proc/irq/$i/effective_affinity_list; done");
        Assert.All(LinesOf(cpus), cpu => Assert.Equal("0", cpu));
        Assert.NotEmpty(cpus);
        Assert.Equal("1", await guest.RunAsync("taskset 2 sed -n 's/^Cpus_allowed_list:\\s*//p' /proc/self/status"));
        await guest.RunAsync($"echo INT low hard ACK {int.MaxValue} >{Consumer}/request");
    }

    /// <summary>That the guest has offered a descriptor while it was in use: the hub notices if it comes twice, the guest's kernel if it
    /// goes back twice. After that nothing more passes that queue.</summary>
    private static string? Harm(HubProcess hub, QemuGuest guest) =>
        hub.Log.Lines.Concat(guest.Console.Split('\n')).FirstOrDefault(l => HarmInWords().IsMatch(l));

    [GeneratedRegex(@"ivi: the guest broke ring \d \(the avail ring offers a chain that has not been returned\)|" +
        @"gpio_virtio virtio\d+: (requestq|eventq):id \d+ is not a head!")]
    private static partial Regex HarmInWords();
}
