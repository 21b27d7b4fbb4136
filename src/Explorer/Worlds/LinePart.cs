using GpioHub.GuestDriver.Models;
using GpioHub.Rules.Lines;
using GpioHub.Transports.Virtio;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Worlds;

/// <summary>The place of the line's one request.</summary>
internal enum RequestPlace : byte
{
    None,

    /// <summary>On the requestq, not taken.</summary>
    Available,

    /// <summary>Taken by an intake: it comes to the line with the turn's work.</summary>
    Handed,

    /// <summary>At the line: it waits for its turn, or the line waits for the chip.</summary>
    Taken,

    /// <summary>Answered, not published.</summary>
    Staged,

    /// <summary>Published, not consumed.</summary>
    Used,

    /// <summary>Seen by an intake, while the line still has the work of the turn before.</summary>
    Seen,

    /// <summary>Fetched by a hub that was killed, and by no other: a wrong hub's.</summary>
    Forgotten,
}

/// <summary>What the line's one request asks.</summary>
internal enum RequestKind : byte
{
    IrqType,
    DirectionNone,
    DirectionOut,
    DirectionIn,
    ValueLow,
    ValueHigh,
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
    public byte PairsHanded;                // taken by an intake, not by the line
    public byte PairsSeen;                  // the same, while the line still has the work of the turn before
    public byte PairsStaged;
    public byte PairsUsed;
    public byte StagedValid;                // one bit a pair, the oldest lowest
    public bool ByteValid;                  // the response byte of the pair, which all pairs of a line share
    public RequestPlace Request;
    public RequestKind RequestKind;
    public IrqType RequestType;
    public bool RequestFailed;
    public bool AwaitsPublication;          // the line wants to hear of the next flush
    public bool PublicationDue;             // it is told
    public bool AwaitsInterrupt;            // the line wants to hear when its guest may have interrupts again

    // Chip
    public bool Level;
    public ChipWish Watch;
    public ChipWish Kept;                   // what the chip applies when it is back
    public bool EdgesTold;
    public bool Rising;
    public bool Falling;
    public uint EdgesGeneration;
    public WatchAge EdgesAge;
    public ChipWish First;
    public ChipWish Second;
    public byte Answer;                     // 0 = none; else 1 + ChipOutcome
    public bool SenseAsked;
    public bool SenseAgain;                 // asked a second time
    public bool ChipAway;
    public bool LostTold;
    public bool BackTold;
    public bool Moving;                     // a reload has taken the line from its chip line
    public bool Applied;                    // the chip has done what the present request asks, and the line has not heard so
    public bool AppliedBefore;              // the same, of a hub that was killed meanwhile

    // What a wrong hub would find in its record
    public byte PairsJustUsed;              // staged when the turn was committed, and published since
    public byte JustValid;                  // one bit a pair, the oldest lowest
    public bool JustAnswered;
    public bool AnswersAgain;               // the answer is published a second time

    // What the properties remember
    public bool Off;                        // the last visible answer is OK of NONE, or there is none
    public IrqType InForce;                 // the type whose enable the device has answered OK
    public IrqType Wanted;                  // the type of an enable that is at the chip
    public IrqType Confirmed;               // type whose OK is visible and which the driver has not asked to change
    public bool OwedOutside;                // an edge since then that the line has not taken yet
    public bool OwedInside;                 // taken, not yet delivered
    public bool OwedWanted;                 // sensed for the enable that is not answered yet, not taken
    public bool EarnedWanted;               // the same, taken
    public bool Earned;                     // an edge of the watch in force was taken
    public bool Sensed;                     // the level last taken is active
    public bool ChangesWatch;               // the staged OK brings another watch into force
    public bool ValidTooSoon;               // a VALID was given while that OK was staged
    public bool ClientOn;
    public bool ClientOwed;
    public bool EnableAnswered;             // the driver has consumed the OK of an enable, and asked for no NONE since
    public byte PairsBeforeNone;            // queued before SET_IRQ_TYPE(NONE), not yet back
    public bool EventOpen;                  // the driver has an event of an unmasked interrupt in hand
    public bool Denied;                     // the last SET_IRQ_TYPE was answered ERR, and no SET_DIRECTION(NONE) came since
    public bool Misled;                     // the driver has a pair out for an enable that was answered ERR
    public bool AtChip;                     // the request waits for the chip
    public byte PairsOut;                   // queued by the driver, not come back to it
    public bool AnswerDue;                  // the request is not answered visibly
    public bool GuestOut;                   // the guest has the line as an output
    public bool GuestHigh;                  // the value that the guest has set
    public bool WriteDue;                   // the request is a write that the net has not seen
    public bool ReleaseDue;                 // the guest has let go of its output, and the net has not seen that
    public bool Late;                       // the chip does not watch for the enable in force yet, after a late answer or a reload

    public readonly int PairsAtLine => Line.Buffer == IrqBufferState.None ? 0 : 1;

    /// <summary>A turn's work is in the line's mailbox.</summary>
    public readonly bool HasWork => PairsHanded > 0 || Request == RequestPlace.Handed;

    /// <summary>Pairs on the eventq from the driver's side.</summary>
    public readonly int Pairs => PairsAvailable + PairsHanded + PairsSeen + PairsAtLine + PairsStaged + PairsUsed;

    /// <summary>The line's one request, as the device decodes it.</summary>
    public readonly GpioRequest Message => RequestKind switch
    {
        RequestKind.IrqType => new GpioRequest(GpioMessage.SetIrqType, 0, (uint)RequestType),
        RequestKind.DirectionNone => new GpioRequest(GpioMessage.SetDirection, 0, (uint)GpioDirection.None),
        RequestKind.DirectionIn => new GpioRequest(GpioMessage.SetDirection, 0, (uint)GpioDirection.In),
        RequestKind.DirectionOut => new GpioRequest(GpioMessage.SetDirection, 0, (uint)GpioDirection.Out),
        _ => new GpioRequest(GpioMessage.SetValue, 0, RequestKind == RequestKind.ValueHigh ? 1u : 0),
    };

    /// <summary>The same as a person reads it.</summary>
    public readonly string RequestText => RequestKind switch
    {
        RequestKind.IrqType => $"SET_IRQ_TYPE({RequestType})",
        RequestKind.DirectionNone => $"SET_DIRECTION({GpioDirection.None})",
        RequestKind.DirectionIn => $"SET_DIRECTION({GpioDirection.In})",
        RequestKind.DirectionOut => $"SET_DIRECTION({GpioDirection.Out})",
        _ => $"SET_VALUE({(RequestKind == RequestKind.ValueHigh ? 1 : 0)})",
    };

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
        return new LinePart { Driver = driver.Initial, Line = line, Off = true };
    }
}
