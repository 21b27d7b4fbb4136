namespace GpioHub.GuestDriver.Tool;

/// <summary>Why a guest verb failed; the verb's exit code follows from it.</summary>
public enum GuestToolFailure
{
    /// <summary>There is no socket, nobody listens on it, or it is forbidden.</summary>
    NoBackend,

    /// <summary>Another front-end has the back-end's one place.</summary>
    Busy,

    /// <summary>No line of that name or offset.</summary>
    NoSuchLine,

    /// <summary>The back-end does not offer interrupts.</summary>
    NoInterrupts,

    /// <summary>The back-end does not offer packed rings.</summary>
    NoPackedRings,

    /// <summary>The device answered ERR.</summary>
    Refused,

    /// <summary>The back-end broke the protocol or went away.</summary>
    BackendFailed,
}

/// <summary>The failure of a guest verb; the message is for a person, one line, without the program's name.</summary>
public sealed class GuestToolException : Exception
{
    public GuestToolException(GuestToolFailure failure, string message, Exception? inner = null)
        : base(message, inner) => Failure = failure;

    public GuestToolException(string message)
        : base(message)
    {
    }

    public GuestToolException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public GuestToolException()
    {
    }

    public GuestToolFailure Failure { get; }
}
