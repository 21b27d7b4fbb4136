using GpioHub.Actors.Contract;
using GpioHub.Configuration;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Tests.Support;

/// <summary>A rig on physical chips, from a file as a user writes it: lines with an alias, by offset, by name, and lines that are only
/// mapped.</summary>
internal static class DoorsRig
{
    public const string Yaml = """
        hub: { sockets: SOCKETS }
        chips:
          bench: { driver: sim, lines: [IGN] }
          doors:
            driver: gpiochip
            label: mcp23017
            restart: { min: 1s, max: 2m }
            lines: [{ offset: 8, name: "Door FL", debounce: 5ms }, HORN, { offset: 3, sample: off, control: drive }, { offset: 5, name: "77" }]
          relays: { driver: gpiochip, match: { ID_SERIAL_SHORT: D38*, SUBSYSTEM: usb } }
        guests:
          ivi: { lines: [{ name: FL, from: doors/Door FL }, { from: doors/HORN }, { name: DRIVE, from: doors/3, access: out }, { from: bench/IGN }] }
          adas: { lines: [{ name: FL, from: doors/8 }, { name: "K15", from: relays/K15, access: out }, { name: NEW, from: doors/12 }] }
        """;

    public static RigPlan Plan(string folder) =>
        ConfigurationLoader.LoadText(Yaml.Replace("SOCKETS", folder, StringComparison.Ordinal), Path.Combine(folder, "rig.yaml")).Plan!;

    /// <summary>The chip once it has been open.</summary>
    public static ChipSnapshot Opened(ChipSnapshot chip) => chip with { Label = "mcp23017", Path = "/dev/gpiochip3" };
}
