using GpioHub.Rules.Lines;
using GpioHub.Rules.Links;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Actors.Links;

/// <summary>What is asked of a chip line for another host, as a change of what that host wants of the line. Pure.</summary>
/// <param name="Of">What becomes of the watch.</param>
/// <param name="Wish">None = only the watch changes.</param>
internal readonly record struct ExportAsk(ExportAsk.Watch Of, ExportWish Wish = ExportWish.None)
{
    public enum Watch : byte
    {
        Keep,
        Begin,
        End,
    }

    /// <summary>Watch the line, unless it is watched already, and tell how it stands.</summary>
    public static readonly ExportAsk Look = new(Watch.Begin);

    /// <summary>Watch it no more.</summary>
    public static readonly ExportAsk LookAway = new(Watch.End);

    /// <summary>Let go of everything.</summary>
    public static readonly ExportAsk End = new(Watch.End, ExportWish.Release);

    /// <summary>The line is to be watched, and it is to be told how it stands.</summary>
    public bool Watches => Of == Watch.Begin;

    /// <summary>It is about to drive.</summary>
    public bool Drives => Wish is ExportWish.DriveLow or ExportWish.DriveHigh;

    /// <summary>Whether somebody waits for the answer, and may be refused. To let go nobody is refused.</summary>
    public ChipAsk Asks => Watches || Drives ? ChipAsk.Apply : ChipAsk.Tell;

    public static ExportAsk For(ExportWish wish) => new(Watch.Keep, wish);

    /// <summary>What the other host wants of the line afterwards, but for the number of the watch.</summary>
    /// <param name="desired">What it wanted before.</param>
    public DesiredLine Desired(in DesiredLine desired)
    {
        var next = Of == Watch.Keep ? desired : desired with { Irq = Watches ? IrqType.EdgeBoth : IrqType.None };
        return Wish switch
        {
            ExportWish.DriveLow => next with { Direction = GpioDirection.Out, Value = false, Released = false },
            ExportWish.DriveHigh => next with { Direction = GpioDirection.Out, Value = true, Released = false },
            ExportWish.LetGo => next with { Direction = GpioDirection.In, Released = false },
            ExportWish.Release => next with { Released = true },
            _ => next,
        };
    }
}
