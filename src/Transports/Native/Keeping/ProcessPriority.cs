namespace GpioHub.Transports.Native;

/// <summary>How far a process group stands back behind others (nice).</summary>
public static class ProcessPriority
{
    private const int Highest = 20;

    /// <summary>The nice value of this process.</summary>
    public static int Nice => Libc.getpriority(Libc.PRIO_PROCESS, 0);

    /// <summary>Sets it for every thread of every process of a group.</summary>
    /// <returns>False: not allowed, or there is no such group.</returns>
    public static bool TrySet(int group, int nice) => Libc.setpriority(Libc.PRIO_PGRP, group, nice) == 0;

    /// <summary>Whether this process may take a nice value back that it has raised.</summary>
    public static unsafe bool MayTakeBack
    {
        get
        {
            Libc.rlimit limit;
            // SAFETY: the caller's structure, laid out as the C library has it.
            if (Libc.get_rlimit(Libc.RLIMIT_NICE, &limit) == 0 && limit.rlim_cur >= (nuint)(Highest - Nice)) return true;
            if (Libc.geteuid() != 0) return false;
            // CAP_SYS_NICE may be missing in a container. Lower than it is, by nothing: the kernel asks for the right all the same.
            int now = Nice;
            if (Libc.setpriority(Libc.PRIO_PROCESS, 0, now - 1) != 0) return false;
            return Libc.setpriority(Libc.PRIO_PROCESS, 0, now) == 0;
        }
    }
}
