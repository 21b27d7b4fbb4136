namespace GpioHub.Transports.Native;

/// <summary>Values of <see cref="ErrnoException.Errno"/> that callers tell apart.</summary>
public static class ErrnoNumber
{
    public const int NoSuchFile = Libc.ENOENT;
    public const int InputOutput = Libc.EIO;
    public const int NoSuchDeviceOrAddress = Libc.ENXIO;
    public const int AccessDenied = Libc.EACCES;
    public const int Busy = Libc.EBUSY;
    public const int NoSuchDevice = Libc.ENODEV;
    public const int Invalid = Libc.EINVAL;
    public const int TimedOut = Libc.ETIMEDOUT;
    public const int RemoteInputOutput = Libc.EREMOTEIO;
    public const int NotSupported = Libc.EOPNOTSUPP;
}
