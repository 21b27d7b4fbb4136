using System.Globalization;
using System.Runtime.InteropServices;
using GpioHub.Transports.Chips;
using GpioHub.Transports.Native;
using Xunit;

namespace GpioHub.Transports.Tests.Native;

/// <summary>GU-26b: compares what GU-S1 and GU-S2 say of uAPI v2 with the C header and with the structs here.</summary>
public class GpioUapiSpec
{
    private static readonly string[] Headers = ["linux/gpio.h", "sys/ioctl.h"];

    // GU-S1.
    private static readonly (string Name, uint Number)[] Numbers =
    [
        ("GPIO_GET_CHIPINFO_IOCTL", 0x8044B401),
        ("GPIO_V2_GET_LINEINFO_IOCTL", 0xC100B405),
        ("GPIO_V2_GET_LINEINFO_WATCH_IOCTL", 0xC100B406),
        ("GPIO_GET_LINEINFO_UNWATCH_IOCTL", 0xC004B40C),
        ("GPIO_V2_GET_LINE_IOCTL", 0xC250B407),
        ("GPIO_V2_LINE_SET_CONFIG_IOCTL", 0xC110B40D),
        ("GPIO_V2_LINE_GET_VALUES_IOCTL", 0xC010B40E),
        ("GPIO_V2_LINE_SET_VALUES_IOCTL", 0xC010B40F),
    ];

    // v1: not used, but their numbers must not be taken for v2's.
    private static readonly (string Name, uint Number)[] OldNumbers =
    [
        ("GPIO_GET_LINEINFO_IOCTL", 0xC048B402),
        ("GPIO_GET_LINEHANDLE_IOCTL", 0xC16CB403),
        ("GPIO_GET_LINEEVENT_IOCTL", 0xC030B404),
        ("GPIO_GET_LINEINFO_WATCH_IOCTL", 0xC048B40B),
        ("GPIOHANDLE_GET_LINE_VALUES_IOCTL", 0xC040B408),
        ("GPIOHANDLE_SET_LINE_VALUES_IOCTL", 0xC040B409),
        ("GPIOHANDLE_SET_CONFIG_IOCTL", 0xC054B40A),
    ];

    // GU-S2: every struct's size and every field's offset.
    private static readonly (Type Type, int Size, (string Field, int Offset)[] Fields)[] Structs =
    [
        (typeof(Libc.gpiochip_info), 68, [("name", 0), ("label", 32), ("lines", 64)]),
        (typeof(Libc.gpio_v2_line_values), 16, [("bits", 0), ("mask", 8)]),
        (typeof(Libc.gpio_v2_line_attribute), 16, [("id", 0), ("padding", 4), ("flags", 8), ("values", 8), ("debounce_period_us", 8)]),
        (typeof(Libc.gpio_v2_line_config_attribute), 24, [("attr", 0), ("mask", 16)]),
        (typeof(Libc.gpio_v2_line_config), 272, [("flags", 0), ("num_attrs", 8), ("padding", 12), ("attrs", 32)]),
        (typeof(Libc.gpio_v2_line_request), 592,
            [("offsets", 0), ("consumer", 256), ("config", 288), ("num_lines", 560), ("event_buffer_size", 564),
                ("padding", 568), ("fd", 588)]),
        (typeof(Libc.gpio_v2_line_info), 256,
            [("name", 0), ("consumer", 32), ("offset", 64), ("num_attrs", 68), ("flags", 72), ("attrs", 80), ("padding", 240)]),
        (typeof(Libc.gpio_v2_line_info_changed), 288, [("info", 0), ("timestamp_ns", 256), ("event_type", 264), ("padding", 268)]),
        (typeof(Libc.gpio_v2_line_event), 48,
            [("timestamp_ns", 0), ("id", 8), ("offset", 12), ("seqno", 16), ("line_seqno", 20), ("padding", 24)]),
    ];

    [Fact(DisplayName = "Every ioctl number is the C header's, on both architectures (GU-26b, GU-S1, GU-01)")]
    public void NumbersOfTheHeader() => CCompiler.Check(Headers,
    [
        .. Numbers.Concat(OldNumbers)
            .Select(call => CCompiler.That(string.Create(CultureInfo.InvariantCulture, $"{call.Name} == {call.Number}"))),
    ]);

    [Fact(DisplayName = "Every ioctl number of v2 is the one that is called here (GU-26b, GU-S1)")]
    public void NumbersHere()
    {
        var here = typeof(Libc).GetFields(System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)
            .Where(f => f.IsLiteral && f.Name.EndsWith("_IOCTL", StringComparison.Ordinal))
            .Select(f => (f.Name, (uint)f.GetRawConstantValue()!));
        Assert.Equal(Numbers.Order(), here.Order());
    }

    [Fact(DisplayName = "Every size and offset is the C header's (GU-26b, GU-S2)")]
    public void LayoutsOfTheHeader() => CCompiler.Check(Headers,
    [
        .. Structs.SelectMany(s => s.Fields
            .Select(f => CCompiler.That($"offsetof(struct {s.Type.Name}, {f.Field}) == {f.Offset}"))
            .Prepend(CCompiler.That($"sizeof(struct {s.Type.Name}) == {s.Size}"))),
    ]);

    [Fact(DisplayName = "Every size and offset is that of the struct here (GU-26b, GU-S2)")]
    public void LayoutsHere() => Assert.All(Structs, s =>
    {
        Assert.Equal(s.Size, Marshal.SizeOf(s.Type));
        Assert.All(s.Fields, f => Assert.Equal(f.Offset, (int)Marshal.OffsetOf(s.Type, f.Field)));
    });

    [Fact(DisplayName = "The flags of a line have the bits of the C header (GU-S2)")]
    public void Flags() => CCompiler.Check(Headers,
    [
        Same("USED", GpioLineBits.Used, 0),
        Same("ACTIVE_LOW", GpioLineBits.ActiveLow, 1),
        Same("INPUT", GpioLineBits.Input, 2),
        Same("OUTPUT", GpioLineBits.Output, 3),
        Same("EDGE_RISING", GpioLineBits.EdgeRising, 4),
        Same("EDGE_FALLING", GpioLineBits.EdgeFalling, 5),
        Same("OPEN_DRAIN", GpioLineBits.OpenDrain, 6),
        Same("OPEN_SOURCE", GpioLineBits.OpenSource, 7),
        Same("BIAS_PULL_UP", GpioLineBits.BiasPullUp, 8),
        Same("BIAS_PULL_DOWN", GpioLineBits.BiasPullDown, 9),
        Same("BIAS_DISABLED", GpioLineBits.BiasDisabled, 10),
    ]);

    [Fact(DisplayName = "No flag here is missing from the list above")]
    public void EveryFlag() => Assert.Equal(11 + 1, Enum.GetValues<GpioLineBits>().Length);

    private static string Same(string c, GpioLineBits ours, int bit)
    {
        Assert.Equal(1UL << bit, (ulong)ours);
        return CCompiler.That($"GPIO_V2_LINE_FLAG_{c} == {(ulong)ours}");
    }
}
