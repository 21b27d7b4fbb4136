using GpioHub.Transports.Virtio.Gpio;

namespace GpioHub.GuestDriver.Irq;

internal enum IrqInputKind
{
    /// <summary>A consumer requests or re-enables the interrupt, with a type (request_irq, enable_irq).</summary>
    Enable,

    /// <summary>A consumer changes the type (irq_set_type); legal on a disabled interrupt too.</summary>
    SetType,

    /// <summary>A consumer is finished with the interrupt, for now or for good (disable_irq, free_irq).</summary>
    Disable,

    /// <summary>The flow handler masks the line: a pair that is returned while masked stays unqueued.</summary>
    Mask,

    /// <summary>The flow handler is done with the event.</summary>
    Unmask,

    /// <summary>The device answered OK to the SET_IRQ_TYPE that is on its way.</summary>
    TypeAccepted,

    /// <summary>The device answered ERR to it.</summary>
    TypeRefused,

    /// <summary>The line's eventq pair came back VALID.</summary>
    ReturnedValid,

    /// <summary>The line's eventq pair came back INVALID.</summary>
    ReturnedInvalid,

    /// <summary>The delay asked for with <see cref="IrqEffects.BackOff"/> is over.</summary>
    BackOffElapsed,

    /// <summary>The device was reset: it holds no buffer and no type any more.</summary>
    Reset,
}

/// <summary>One thing that happens to an interrupt line of the driver.</summary>
/// <param name="Kind">What happens.</param>
/// <param name="Type">Only for <see cref="IrqInputKind.Enable"/> and <see cref="IrqInputKind.SetType"/>:
/// the wanted type, never NONE.</param>
internal readonly record struct IrqInput(IrqInputKind Kind, IrqType Type = IrqType.None)
{
    public static IrqInput Enable(IrqType type) => new(IrqInputKind.Enable, type);

    public static IrqInput SetType(IrqType type) => new(IrqInputKind.SetType, type);

    public static readonly IrqInput Disable = new(IrqInputKind.Disable);
    public static readonly IrqInput Mask = new(IrqInputKind.Mask);
    public static readonly IrqInput Unmask = new(IrqInputKind.Unmask);
    public static readonly IrqInput TypeAccepted = new(IrqInputKind.TypeAccepted);
    public static readonly IrqInput TypeRefused = new(IrqInputKind.TypeRefused);
    public static readonly IrqInput ReturnedValid = new(IrqInputKind.ReturnedValid);
    public static readonly IrqInput ReturnedInvalid = new(IrqInputKind.ReturnedInvalid);
    public static readonly IrqInput BackOffElapsed = new(IrqInputKind.BackOffElapsed);
    public static readonly IrqInput Reset = new(IrqInputKind.Reset);
}
