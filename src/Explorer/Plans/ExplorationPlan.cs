using GpioHub.GuestDriver.Models;
using GpioHub.Rules.Lines;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.Explorer.Plans;

/// <summary>A device's decision about one line: <see cref="LineState.Decide"/>, or a wrong one that the explorer must find.</summary>
public delegate LineDecision LineDecider(in LineState state, in LineInput input, in LineRules rules);

/// <summary>What an exploration is to cover.</summary>
public sealed record ExplorationPlan
{
    public required IDriverModel Driver { get; init; }

    /// <summary>Types that the client asks for; never NONE.</summary>
    public IReadOnlyList<IrqType> Types { get; init; } = [IrqType.EdgeRising, IrqType.LevelHigh];

    /// <summary>Handlers that the client installs.</summary>
    public IReadOnlyList<HandlerKind> Handlers { get; init; } = [HandlerKind.Hard, HandlerKind.Threaded];

    /// <summary>Calls that the client and the system may make; each as often as the driver allows.</summary>
    public IReadOnlyList<DriverInputKind> Calls { get; init; } =
        [DriverInputKind.RequestIrq, DriverInputKind.FreeIrq, DriverInputKind.DisableIrq, DriverInputKind.EnableIrq,
            DriverInputKind.SetType];

    /// <summary>Whether the chip may refuse to watch a line.</summary>
    public bool ChipRefuses { get; init; }

    /// <summary>Whether the chip may be so slow that the deadline of a request passes.</summary>
    public bool ChipIsLate { get; init; }

    /// <summary>What else may happen, at any moment.</summary>
    public Disturbances Disturbances { get; init; }

    /// <summary>How often the hub is killed at most, 0 … 3, at any moment; each time another goes on from its record at once.</summary>
    public int Kills { get; init; }

    /// <summary>Whether the level of an unmasked level interrupt is told later, as by a chip that is read on a thread of its own
    /// (GU-19).</summary>
    public bool ChipSensesLate { get; init; }

    /// <summary>Whether the hub looks at the rings before its lines have heard of the last flush, as it does. What a line then decides
    /// commutes with that look: without it there are fewer states, and the same promises.</summary>
    public bool TurnsOverlap { get; init; }

    /// <summary>Whether the chip is on another reactor than the guest: a line whose mailbox the chip's thread has scheduled takes a turn's
    /// work in the next turn, after the flush. Only with <see cref="TurnsOverlap"/>.</summary>
    public bool ChipIsApart { get; init; }

    /// <summary>What the device does with a pair that unmasks a disabled interrupt (docs/configuration.md, earlyUnmask).</summary>
    public EarlyUnmask EarlyUnmask { get; init; } = EarlyUnmask.Return;

    /// <summary>1 or 2 lines of one guest.</summary>
    public int Lines { get; init; } = 1;

    /// <summary>Steps from the start after which no state is expanded; null = to the end.</summary>
    public int? Depth { get; init; }

    /// <summary>The most states; an exploration that needs more fails.</summary>
    public int MostStates { get; init; } = 20_000_000;

    /// <summary>The properties to check; the exploration ends when each of them is broken.</summary>
    public IReadOnlyList<LineProperty> Properties { get; init; } = Enum.GetValues<LineProperty>();

    /// <summary>Whether the first broken property ends the exploration.</summary>
    public bool StopsAtFirst { get; init; }

    /// <summary>Whether it is followed what the guest's output puts on the net. A chip line that goes away takes that with it, and a late
    /// chip does what was answered ERR.</summary>
    internal bool SeesWrites => !ChipIsLate && Link is null
        && (Disturbances & (Disturbances.Values | Disturbances.ChipLeaves | Disturbances.Reload)) == Disturbances.Values;

    /// <summary>Whether it is followed what the guest's output puts on the net, seen or not.</summary>
    internal bool FollowsDrives => SeesWrites || Link is { Writes: > 0 };

    /// <summary>The link to the host that has the line; null = the chip is this host's.</summary>
    public LinkPlan? Link { get; init; }

    public LineDecider Decide { get; init; } = static (in LineState state, in LineInput input, in LineRules rules) =>
        state.Decide(input, rules);

    /// <summary>What the hub does around its decisions.</summary>
    public HubShell Shell { get; init; } = HubShell.Right;
}
