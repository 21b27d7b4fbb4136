using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

internal static unsafe partial class Libc
{
    // <linux/gpio.h>, uAPI v2 (Linux 5.10) and what of v1 it keeps. The same on 32 and 64 bits.
    internal const int GPIO_MAX_NAME_SIZE = 32;
    internal const int GPIO_V2_LINES_MAX = 64;
    internal const int GPIO_V2_LINE_NUM_ATTRS_MAX = 10;

    // The encoding of x86, ARM and RISC-V; others have the direction bits elsewhere (GU-01).
    internal const uint GPIO_GET_CHIPINFO_IOCTL = 0x8044B401;
    internal const uint GPIO_GET_LINEINFO_UNWATCH_IOCTL = 0xC004B40C;
    internal const uint GPIO_V2_GET_LINEINFO_IOCTL = 0xC100B405;
    internal const uint GPIO_V2_GET_LINEINFO_WATCH_IOCTL = 0xC100B406;
    internal const uint GPIO_V2_GET_LINE_IOCTL = 0xC250B407;
    internal const uint GPIO_V2_LINE_SET_CONFIG_IOCTL = 0xC110B40D;
    internal const uint GPIO_V2_LINE_GET_VALUES_IOCTL = 0xC010B40E;
    internal const uint GPIO_V2_LINE_SET_VALUES_IOCTL = 0xC010B40F;

    internal const ulong GPIO_V2_LINE_FLAG_USED = 1 << 0;
    internal const ulong GPIO_V2_LINE_FLAG_ACTIVE_LOW = 1 << 1;
    internal const ulong GPIO_V2_LINE_FLAG_INPUT = 1 << 2;
    internal const ulong GPIO_V2_LINE_FLAG_OUTPUT = 1 << 3;
    internal const ulong GPIO_V2_LINE_FLAG_EDGE_RISING = 1 << 4;
    internal const ulong GPIO_V2_LINE_FLAG_EDGE_FALLING = 1 << 5;
    internal const ulong GPIO_V2_LINE_FLAG_OPEN_DRAIN = 1 << 6;
    internal const ulong GPIO_V2_LINE_FLAG_OPEN_SOURCE = 1 << 7;
    internal const ulong GPIO_V2_LINE_FLAG_BIAS_PULL_UP = 1 << 8;
    internal const ulong GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN = 1 << 9;
    internal const ulong GPIO_V2_LINE_FLAG_BIAS_DISABLED = 1 << 10;
    internal const ulong GPIO_V2_LINE_FLAG_EVENT_CLOCK_REALTIME = 1 << 11;
    internal const ulong GPIO_V2_LINE_FLAG_EVENT_CLOCK_HTE = 1 << 12;

    internal const uint GPIO_V2_LINE_ATTR_ID_FLAGS = 1;
    internal const uint GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES = 2;
    internal const uint GPIO_V2_LINE_ATTR_ID_DEBOUNCE = 3;

    internal const uint GPIO_V2_LINE_CHANGED_REQUESTED = 1;
    internal const uint GPIO_V2_LINE_CHANGED_RELEASED = 2;
    internal const uint GPIO_V2_LINE_CHANGED_CONFIG = 3;

    internal const uint GPIO_V2_LINE_EVENT_RISING_EDGE = 1;
    internal const uint GPIO_V2_LINE_EVENT_FALLING_EDGE = 2;

    [StructLayout(LayoutKind.Sequential)]
    internal struct gpiochip_info
    {
        internal fixed byte name[GPIO_MAX_NAME_SIZE];
        internal fixed byte label[GPIO_MAX_NAME_SIZE];
        internal uint lines;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct gpio_v2_line_values
    {
        internal ulong bits;
        internal ulong mask;
    }

    /// <summary>The last three fields are one union; <see cref="id"/> says which of them is meant.</summary>
    [StructLayout(LayoutKind.Explicit)]
    internal struct gpio_v2_line_attribute
    {
        [FieldOffset(0)] internal uint id;
        [FieldOffset(4)] internal uint padding;
        [FieldOffset(8)] internal ulong flags;
        [FieldOffset(8)] internal ulong values;
        [FieldOffset(8)] internal uint debounce_period_us;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct gpio_v2_line_config_attribute
    {
        internal gpio_v2_line_attribute attr;
        internal ulong mask;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct gpio_v2_line_config
    {
        internal ulong flags;
        internal uint num_attrs;
        internal fixed uint padding[5];

        /// <summary>gpio_v2_line_config_attribute [10], 24 bytes each: C# has no fixed buffers of structs.</summary>
        internal fixed ulong attrs[GPIO_V2_LINE_NUM_ATTRS_MAX * 3];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct gpio_v2_line_request
    {
        internal fixed uint offsets[GPIO_V2_LINES_MAX];
        internal fixed byte consumer[GPIO_MAX_NAME_SIZE];
        internal gpio_v2_line_config config;
        internal uint num_lines;
        internal uint event_buffer_size;
        internal fixed uint padding[5];
        internal int fd;
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct gpio_v2_line_info
    {
        internal fixed byte name[GPIO_MAX_NAME_SIZE];
        internal fixed byte consumer[GPIO_MAX_NAME_SIZE];
        internal uint offset;
        internal uint num_attrs;
        internal ulong flags;

        /// <summary>gpio_v2_line_attribute [10], 16 bytes each.</summary>
        internal fixed ulong attrs[GPIO_V2_LINE_NUM_ATTRS_MAX * 2];
        internal fixed uint padding[4];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct gpio_v2_line_info_changed
    {
        internal gpio_v2_line_info info;
        internal ulong timestamp_ns;
        internal uint event_type;
        internal fixed uint padding[5];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct gpio_v2_line_event
    {
        internal ulong timestamp_ns;
        internal uint id;
        internal uint offset;
        internal uint seqno;
        internal uint line_seqno;
        internal fixed uint padding[6];
    }
}
