namespace GpioHub.Actors.Nets;

/// <summary>What the nets of a chip tell their chip's actor, which has the timers.</summary>
internal static class NetProtocol
{
    /// <summary>An operation is at the device, which may hang.</summary>
    public sealed record PortBusy
    {
        public static readonly PortBusy Instance = new();
    }

    /// <summary>The device refused a wish that nobody waits for.</summary>
    public sealed record PinUnsettled
    {
        public static readonly PinUnsettled Instance = new();
    }

    /// <summary>Something of a fault or a pulse is due sooner than the timer is set for.</summary>
    public sealed record DueSooner
    {
        public static readonly DueSooner Instance = new();
    }
}
