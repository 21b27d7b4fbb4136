using System.Runtime.InteropServices;

namespace GpioHub.Transports.Native;

/// <summary>A process that this one has started, held by a descriptor: its number cannot become another's meanwhile.</summary>
public sealed class ProcessFile : FileDescriptor
{
    private ProcessFile(int fd, int processId) : base(fd) => ProcessId = processId;

    public int ProcessId { get; }

    /// <exception cref="ErrnoException">ENOSYS: Linux before 5.3.</exception>
    internal static ProcessFile Open(int processId)
    {
        nint fd = Libc.syscall_pidfd_open(Libc.SYS_pidfd_open, processId, 0);
        return fd >= 0 ? new ProcessFile((int)fd, processId) : throw ErrnoException.Last("pidfd_open");
    }

    /// <returns>False: it has ended.</returns>
    public bool Signal(int number) => Libc.syscall_pidfd_send_signal(Libc.SYS_pidfd_send_signal, this, number, 0, 0) == 0;

    /// <summary>Ends it, whatever it does (SIGKILL).</summary>
    public void Kill() => Signal(Libc.SIGKILL);

    /// <summary>Waits for the end of a process of which the descriptor says that it has ended, or that was killed.</summary>
    public unsafe ProcessEnd Reap()
    {
        int status = 0;
        // SAFETY: one int is written to a local.
        while (Libc.waitpid(ProcessId, &status, 0) < 0)
            if (Marshal.GetLastPInvokeError() != Libc.EINTR) return new ProcessEnd(0, 0);     // somebody else has reaped it
        int signal = status & 0x7F;
        return signal == 0 ? new ProcessEnd((status >> 8) & 0xFF, 0) : new ProcessEnd(0, signal);
    }
}

/// <summary>How a process has ended.</summary>
/// <param name="Code">Its exit code, if no signal ended it.</param>
/// <param name="Signal">0 = it ended by itself.</param>
public readonly record struct ProcessEnd(int Code, int Signal)
{
    /// <summary>The exit code that a shell would tell.</summary>
    public int ShellCode => Signal == 0 ? Code : 128 + Signal;

    public override string ToString() => Signal == 0 ? $"exit code {Code}" : $"signal {Signal}";
}
