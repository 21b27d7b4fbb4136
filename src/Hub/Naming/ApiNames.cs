using System.Globalization;
using GpioHub.Actors.Contract;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Hub.Naming;

/// <summary>The words of the control API's enumerations: libgpiod's word where it has one. Source: IF-1.1, IF-3.5.</summary>
internal static class ApiNames
{
    public static string Of(LinkPhase phase) => phase switch
    {
        LinkPhase.Connecting => "connecting",
        LinkPhase.Up => "up",
        LinkPhase.Away => "away",
        _ => "refused",
    };

    public static string Of(ChipState state) => state switch
    {
        ChipState.Absent => "absent",
        ChipState.Opening => "opening",
        ChipState.Up => "up",
        _ => "failing",
    };

    public static string Of(Bias bias) => bias switch
    {
        Bias.AsIs => "as-is",
        Bias.Disabled => "disabled",
        Bias.PullUp => "pull-up",
        _ => "pull-down",
    };

    public static string Of(DriveKind drive) => drive switch
    {
        DriveKind.PushPull => "push-pull",
        DriveKind.OpenDrain => "open-drain",
        _ => "open-source",
    };

    public static string Of(InitialState initial) => initial switch
    {
        InitialState.AsIs => "as-is",
        InitialState.Input => "input",
        InitialState.Low => "low",
        _ => "high",
    };

    public static string Of(IoPlace io) => io switch
    {
        IoPlace.Auto => "auto",
        IoPlace.Inline => "inline",
        _ => "thread",
    };

    /// <summary>A time as the configuration writes it, in the largest unit that leaves no fraction.</summary>
    public static string Of(TimeSpan time) => time.Ticks switch
    {
        0 => "0",
        var ticks when ticks % TimeSpan.TicksPerMinute == 0 => Whole(ticks, TimeSpan.TicksPerMinute, "m"),
        var ticks when ticks % TimeSpan.TicksPerSecond == 0 => Whole(ticks, TimeSpan.TicksPerSecond, "s"),
        var ticks when ticks % TimeSpan.TicksPerMillisecond == 0 => Whole(ticks, TimeSpan.TicksPerMillisecond, "ms"),
        var ticks => Whole(ticks, TimeSpan.TicksPerMicrosecond, "us"),
    };

    public static string Of(ResolveRule rule) => rule switch
    {
        ResolveRule.Exclusive => "exclusive",
        ResolveRule.WiredAnd => "wired-and",
        ResolveRule.WiredOr => "wired-or",
        _ => "last-writer",
    };

    public static string Of(ControlAccess control) => control == ControlAccess.Drive ? "drive" : "read";

    public static string Of(DriverKind kind) => kind switch
    {
        DriverKind.Stimulus => "stimulus",
        DriverKind.Guest => "guest",
        DriverKind.Idle => "idle",
        DriverKind.Hardware => "hardware",
        _ => "fault",
    };

    public static string Of(LineAccess access) => access switch
    {
        LineAccess.In => "in",
        LineAccess.Out => "out",
        _ => "inout",
    };

    public static string Of(OnRelease onRelease) => onRelease switch
    {
        OnRelease.Input => "input",
        OnRelease.Hold => "hold",
        OnRelease.Low => "low",
        _ => "high",
    };

    public static string Of(GpioDirection direction) => direction switch
    {
        GpioDirection.None => "none",
        GpioDirection.Out => "out",
        _ => "in",
    };

    /// <summary>The edges or level of an enabled interrupt type.</summary>
    public static string Of(IrqType irq) => irq switch
    {
        IrqType.None => "none",
        IrqType.EdgeRising => "rising",
        IrqType.EdgeFalling => "falling",
        IrqType.EdgeBoth => "both",
        IrqType.LevelHigh => "level-high",
        _ => "level-low",
    };

    public static string Of(GuestState state) => state switch
    {
        GuestState.Waiting => "waiting",
        GuestState.Connected => "connected",
        GuestState.NoDriver => "no-driver",
        GuestState.Running => "running",
        _ => "stopped",
    };

    /// <summary><c>hold</c>, or a time in milliseconds.</summary>
    public static string OfWhenStopped(TimeSpan? time) =>
        time is { } most ? Of(most) : "hold";

    public static string Of(IrqBufferState buffer) => buffer switch
    {
        IrqBufferState.None => "none",
        IrqBufferState.Held => "held",
        _ => "parked",
    };

    /// <summary>libgpiod's word for a logical level.</summary>
    public static string Of(bool level) => level ? "active" : "inactive";

    private static string Whole(long ticks, long unit, string word) => string.Create(CultureInfo.InvariantCulture, $"{ticks / unit}{word}");
}
