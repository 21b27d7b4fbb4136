using GpioHub.EndToEnd.Guests;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>A User-Mode Linux whose kernel itself uses the hub's lines: tests/EndToEnd/Linux/uml.dts says which for what.</summary>
public sealed class KernelUsersBench() : BenchFixture(FrontEnd.UmlTree, Rig)
{
    private const string Rig = """
        chips:
          bench:
            driver: sim
            lines:
              - IGN
              - CRASH
              - LAMP
              - HORN
              - RESET
              - DIAL_A
              - DIAL_B
              - SCK
              - MOSI
              - LATCH
              - { name: SCL, bias: pull-up, drive: open-drain }
              - { name: SDA, bias: pull-up, drive: open-drain }
        guests:
          ivi:
            lines:
              - { name: IGN, from: bench/IGN }
              - { name: CRASH, from: bench/CRASH }
              - { name: LAMP, from: bench/LAMP, access: out }
              - { name: HORN, from: bench/HORN, access: out }
              - { name: RESET, from: bench/RESET, access: out }
              - { name: DIAL_A, from: bench/DIAL_A }
              - { name: DIAL_B, from: bench/DIAL_B }
              - { name: SCK, from: bench/SCK, access: out }
              - { name: MOSI, from: bench/MOSI, access: out }
              - { name: LATCH, from: bench/LATCH, access: out }
              - { name: SCL, from: bench/SCL, access: inout }
              - { name: SDA, from: bench/SDA, access: inout }
        """;

    /// <summary>Sets a line on the chip, and waits until the kernel's handler of that edge has run.</summary>
    public async Task EdgeAsync(string line, char level)
    {
        long before = (await Bench.Hub.InfoAsync()).Guest("ivi").Line(line).Delivered;
        await Bench.Hub.SetAsync($"bench/{line}", level);
        await Bench.Hub.UntilAsync(
            info => info.Guest("ivi").Line(line) is { Armed: true } l && l.Delivered == before + 1,
            $"{line} to be armed again after its edge");
    }

    /// <summary>Watches lines while a guest's command runs.</summary>
    public Task<Watched> WatchAsync(string command, params string[] lines) =>
        Watched.DuringAsync(Bench.Hub, "bench", lines, () => Bench.Guest.TryAsync(command));
}
