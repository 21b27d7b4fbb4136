namespace GpioHub.Scenarios;

/// <summary>Rigs that several scenarios use.</summary>
internal static class Rigs
{
    public const string OneButton =
        """
        chips:
          bench: { driver: sim, lines: [BUTTON] }
        guests:
          ivi:
            lines: [{ name: BUTTON, from: bench/BUTTON, access: in }]
        """;

    /// <summary>Two guests on one chip: ivi drives LAMP and reads IGN, adas reads both.</summary>
    public const string TwoGuests =
        """
        chips:
          bench: { driver: sim, lines: [IGN, LAMP] }
        guests:
          ivi:
            lines:
              - { name: IGN, from: bench/IGN, access: in }
              - { name: LAMP, from: bench/LAMP, access: out, onRelease: low }
          adas:
            lines:
              - { name: IGN, from: bench/IGN, access: in }
              - { name: LAMP, from: bench/LAMP, access: in }
        """;
}
