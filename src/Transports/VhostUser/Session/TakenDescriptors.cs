using GpioHub.Transports.Native;

namespace GpioHub.Transports.VhostUser;

/// <summary>Takes what the process before has left for a session, and remembers what was missing.</summary>
internal sealed class TakenDescriptors(IKeptDescriptors left)
{
    /// <summary>The first name that was not left, or is of no use; null = there was none.</summary>
    public KeptName? Missing { get; private set; }

    /// <returns>null = there is none, or it is missing.</returns>
    public FileDescriptor? Take(KeptName name)
    {
        var taken = Untold(name);
        if (taken is not null) left.Took(taken, name);
        return taken;
    }

    /// <summary>Takes a descriptor that is to notify.</summary>
    public NotifyFd? TakeNotify(KeptName name)
    {
        if (Untold(name) is not { } taken) return null;
        try
        {
            if (NotifyFd.TryAdopt(taken, out var notify))
            {
                left.Took(notify, name);
                return notify;
            }
        }
        catch (ErrnoException)
        {
            // It cannot be examined: it is as good as missing.
        }

        taken.Dispose();
        Missing ??= name;
        return null;
    }

    private FileDescriptor? Untold(KeptName name)
    {
        if (name.IsNone) return null;
        var taken = left.Take(name);
        if (taken is null) Missing ??= name;
        return taken;
    }
}
