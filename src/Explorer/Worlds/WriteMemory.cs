using GpioHub.Explorer.Plans;

namespace GpioHub.Explorer.Worlds;

/// <summary>What the guest asks of its output, and what the net sees of that, told apart by the world: each write once, in the order in
/// which they were asked, and nothing else.</summary>
internal static class WriteMemory
{
    /// <summary>The guest asks something. A value that is set while the line is no output is kept for later (VG-D-23).</summary>
    public static void Ask(ref LinePart part, RequestKind kind)
    {
        part.WriteDue = kind switch
        {
            RequestKind.DirectionOut => !part.GuestOut,                    // VG-D-26
            RequestKind.ValueLow or RequestKind.ValueHigh => part.GuestOut,
            _ => false,
        };
        part.ReleaseDue |= part.GuestOut && kind is RequestKind.DirectionNone or RequestKind.DirectionIn;
    }

    /// <summary>The net sees what the chip is asked.</summary>
    public static void Write(ref LinePart part, in ChipWish wish, StepReport report)
    {
        if (!wish.Writes && wish.Drive == part.Watch.Drive) return;
        bool release = wish.Drive == PinDrive.None;
        bool due = release ? part.ReleaseDue : part.WriteDue && wish.Drive == Asked(part);
        if (!due) report.Break(LineProperty.WritesSeenOnce);
        (part.WriteDue, part.ReleaseDue) = (part.WriteDue && release, false);
    }

    /// <summary>The guest can see the answer.</summary>
    public static void Answer(ref LinePart part, StepReport report)
    {
        if (part.RequestFailed)
        {
            part.WriteDue = false;
            return;
        }

        if (part.WriteDue) report.Break(LineProperty.WritesSeenOnce);
        if (part.RequestKind == RequestKind.IrqType) return;
        (part.GuestOut, part.GuestHigh) = part.RequestKind switch
        {
            RequestKind.ValueLow => (part.GuestOut, false),
            RequestKind.ValueHigh => (part.GuestOut, true),
            RequestKind.DirectionNone => (false, false),
            RequestKind.DirectionOut => (true, part.GuestHigh),
            _ => (false, part.GuestHigh),
        };
    }

    /// <summary>The device is reset.</summary>
    public static void Reset(ref LinePart part) =>
        (part.ReleaseDue, part.WriteDue, part.GuestOut, part.GuestHigh) = (part.ReleaseDue || part.GuestOut, false, false, false);

    private static PinDrive Asked(in LinePart part) => part.RequestKind switch
    {
        RequestKind.ValueLow => PinDrive.Low,
        RequestKind.ValueHigh => PinDrive.High,
        _ => part.GuestHigh ? PinDrive.High : PinDrive.Low,
    };
}
