using GpioHub.Actors.Lines;
using GpioHub.GuestDriver.Models;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The place of the line's one SET_IRQ_TYPE.</summary>
internal enum RequestPlace : byte
{
    None,

    /// <summary>On the requestq, not taken.</summary>
    Available,

    /// <summary>Taken: it waits for its line, or its line waits for the chip.</summary>
    Taken,

    /// <summary>Answered, not published.</summary>
    Staged,

    /// <summary>Published, not consumed.</summary>
    Used,
}

/// <summary>One thing that the chip was asked, in order.</summary>
internal struct ChipWish
{
    public ChipAsk Ask;
    public IrqType Irq;
    public uint Generation;
}

/// <summary>Everything about one line that a schedule can change: driver, both rings, the device's state, the chip, and what the properties
/// remember.</summary>
internal struct LinePart
{
    /// <summary>The generation from which counting goes on after each packing, so that only the age of generations matters.</summary>
    public const uint LastGeneration = 16;

    public const uint Serial = 5;

    /// <summary>The pair that the device has.</summary>
    public static readonly Ticket Held = new(7, 70);

    /// <summary>The pair that is being handed to the device.</summary>
    public static readonly Ticket Incoming = new(8, 80);

    public static readonly Ticket Asked = new(3, 30);

    public DriverState Driver;
    public LineState Line;

    // Rings
    public byte PairsAvailable;
    public byte PairsStaged;
    public byte PairsUsed;
    public byte StagedValid;                // one bit a pair, the oldest lowest
    public bool ByteValid;                  // the response byte of the pair, which all pairs of a line share
    public RequestPlace Request;
    public IrqType RequestType;
    public bool RequestFailed;
    public bool AwaitsPublication;          // the line wants to hear of the next flush
    public bool PublicationDue;             // it is told

    // Chip
    public bool Level;
    public IrqType Watch;
    public uint WatchGeneration;
    public bool EdgesTold;
    public bool Rising;
    public bool Falling;
    public uint EdgesGeneration;
    public ChipWish First;
    public ChipWish Second;
    public byte Answer;                     // 0 = none; else 1 + ChipOutcome

    // What the properties remember
    public bool Off;                        // the last visible answer is OK of NONE, or there is none
    public IrqType Confirmed;               // type whose OK is visible and which the driver has not asked to change
    public bool OwedOutside;                // an edge since then that the line has not taken yet
    public bool OwedInside;                 // taken, not yet delivered
    public bool Earned;                     // an edge of the watch in force was taken
    public bool EarnedPending;              // the same of the watch that is being set up
    public bool Sensed;                     // the level last taken
    public bool ClientOn;
    public bool ClientOwed;
    public bool EnableAnswered;             // the driver has consumed the OK of an enable, and asked for no NONE since
    public byte PairsBeforeNone;            // queued before SET_IRQ_TYPE(NONE), not yet back

    public readonly int PairsAtLine => Line.Buffer == Actors.Control.IrqBufferState.None ? 0 : 1;

    /// <summary>Pairs on the eventq from the driver's side.</summary>
    public readonly int Pairs => PairsAvailable + PairsAtLine + PairsStaged + PairsUsed;

    public static LinePart AtPowerOn(IDriverModel driver)
    {
        var line = LineState.Initial with
        {
            EventqRunning = true,
            ChipUp = true,
            Serial = Serial,
            LastGeneration = LastGeneration,
            Generation = LastGeneration,
        };
        return new LinePart
        {
            Driver = driver.Initial,
            Line = line,
            Off = true,
            WatchGeneration = LastGeneration,
            EdgesGeneration = LastGeneration,
        };
    }
}
