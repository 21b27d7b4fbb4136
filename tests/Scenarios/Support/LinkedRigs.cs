namespace GpioHub.Scenarios.Support;

/// <summary>The files of two hosts: bench-a has the chip <c>bench</c> and shares it, bench-b uses it.</summary>
internal static class LinkedRigs
{
    public const string A = """
        rig: { name: rig7, host: bench-a, listen: "127.0.0.1:4701" }
        hubs: { bench-b: { at: "127.0.0.1:4702" } }
        chips:
          bench:
            driver: sim
            share: [IGN, BUZZ, LAMP, WIRE, LAST]
            lines:
              - IGN
              - BUZZ
              - { name: LAMP, control: read }
              - { name: WIRE, resolve: wired-and, bias: pull-up }
              - OWN
              - { name: LAST, resolve: last-writer }
        guests:
          ivi:
            lines:
              - { name: IGN, from: bench/IGN, access: in }
              - { name: BUZZ, from: bench/BUZZ, access: inout }
              - { name: WIRE, from: bench/WIRE, access: inout }
              - { name: LAST, from: bench/LAST, access: inout }
        """;

    public const string B = """
        rig: { name: rig7, host: bench-b, listen: "127.0.0.1:4702" }
        hubs: { bench-a: { at: "127.0.0.1:4701" } }
        chips:
          bench: { driver: remote, hub: bench-a, control: drive, lines: [IGN, BUZZ, LAMP, { name: WIRE, resolve: wired-and }, OWN, LAST] }
          local: { driver: sim, lines: [HERE] }
        guests:
          "ecu-{1..3}":
            lines:
              - { name: IGN, from: bench/IGN, access: in }
              - { name: BUZZ, from: bench/BUZZ, access: inout }
              - { name: WIRE, from: bench/WIRE, access: inout }
              - { name: LAMP, from: bench/LAMP, access: inout }
              - { name: OWN, from: bench/OWN, access: in }
              - { name: LAST, from: bench/LAST, access: inout }
              - { name: HERE, from: local/HERE, access: in }
        """;
}
