namespace GpioHub.GuestDriver.FrontEnd;

/// <summary>The failure of a back-end: it broke the vhost-user or the virtio protocol, refused a message, or went away. The message says
/// which, and names the datum.</summary>
public sealed class VhostUserPeerException : Exception
{
    public VhostUserPeerException(string message)
        : base(message)
    {
    }

    public VhostUserPeerException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public VhostUserPeerException()
    {
    }

    /// <summary>The back-end closed the connection before it answered anything: most likely another front-end has its one place
    /// (VU-10).</summary>
    public bool ClosedAtOnce { get; init; }
}
