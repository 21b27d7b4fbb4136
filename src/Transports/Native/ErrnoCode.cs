namespace GpioHub.Transports.Native;

/// <summary>The errno values that callers tell apart, of GPIO devices and of streams, under their C names.</summary>
public static class ErrnoCode
{
    public const int EPERM = Libc.EPERM;
    public const int ENOENT = Libc.ENOENT;
    public const int EIO = Libc.EIO;
    public const int ENXIO = Libc.ENXIO;
    public const int EBADF = Libc.EBADF;
    public const int EACCES = Libc.EACCES;
    public const int EBUSY = Libc.EBUSY;
    public const int ENODEV = Libc.ENODEV;
    public const int EINVAL = Libc.EINVAL;
    public const int ENOTTY = Libc.ENOTTY;
    public const int EPIPE = Libc.EPIPE;
    public const int EOPNOTSUPP = Libc.EOPNOTSUPP;
    public const int ETIMEDOUT = Libc.ETIMEDOUT;
    public const int EREMOTEIO = Libc.EREMOTEIO;

    /// <summary>The C name of a value, such as EBUSY, for logs (GU-08); <c>errno 42</c> for a value that is not above.</summary>
    public static string NameOf(int errno) => errno switch
    {
        EPERM => nameof(EPERM),
        ENOENT => nameof(ENOENT),
        EIO => nameof(EIO),
        ENXIO => nameof(ENXIO),
        EACCES => nameof(EACCES),
        EBUSY => nameof(EBUSY),
        ENODEV => nameof(ENODEV),
        Libc.EMFILE => nameof(Libc.EMFILE),
        Libc.ENFILE => nameof(Libc.ENFILE),
        EINVAL => nameof(EINVAL),
        ENOTTY => nameof(ENOTTY),
        EOPNOTSUPP => nameof(EOPNOTSUPP),
        ETIMEDOUT => nameof(ETIMEDOUT),
        EREMOTEIO => nameof(EREMOTEIO),
        _ => $"errno {errno}",
    };
}
