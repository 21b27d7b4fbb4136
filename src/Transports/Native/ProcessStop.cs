namespace GpioHub.Transports.Native;

/// <summary>The stop of this process, as a shell's job control knows it.</summary>
public static class ProcessStop
{
    /// <summary>Stops every thread of this process until somebody continues it (SIGCONT). It is what SIGTSTP does where nobody handles it;
    /// who handles it, and then wants to be stopped all the same, asks for it.</summary>
    /// <exception cref="ErrnoException">It cannot be stopped.</exception>
    public static void Stop()
    {
        if (Libc.raise(Libc.SIGSTOP) != 0) throw ErrnoException.Last("raise SIGSTOP");
    }
}
