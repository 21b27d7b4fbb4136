using GpioHub.GuestDriver.FrontEnd;
using GpioHub.GuestDriver.Irq;

namespace GpioHub.GuestDriver.Driver;

/// <summary>The options of a <see cref="GpioDriver"/>. Immutable.</summary>
public sealed record GpioDriverOptions
{
    public FrontEndOptions FrontEnd { get; init; } = new();

    /// <summary>Where the interrupt side departs from the specification.</summary>
    public IrqManners IrqManners { get; init; } = IrqManners.Strict;

    /// <summary>A thread of the driver's own waits for completions. False: completions happen inside <see cref="GpioDriver.Poll"/>
    /// only.</summary>
    public bool CompletionThread { get; init; } = true;

    /// <summary>When the back-end closes the connection, keep what is outstanding for <see cref="GpioDriver.ReconnectAsync"/>, as a guest
    /// under QEMU's <c>reconnect=1</c> does. False: all of it fails.</summary>
    public bool SurvivesDisconnect { get; init; }

    /// <summary>Events kept for a slow reader of one line; further ones are dropped and counted.</summary>
    public int EventCapacity { get; init; } = 65536;

    /// <summary>The clock of the back-off of bounced pairs.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
