namespace GpioHub.Transports.Native;

/// <summary>The pools that <c>malloc</c> keeps for threads of this process. Each has what its threads once needed, for as long as the
/// process lives.</summary>
public static class MallocArenas
{
    /// <summary>Has no more of them made. Threads that come later share those that there are.</summary>
    /// <param name="most">How many there may be, with the first; those that there are already stay. 1 or more.</param>
    /// <returns>False: <c>malloc</c> is not the C library's own, and has no arenas, or others.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    public static bool TryLimit(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        return Libc.mallopt(Libc.M_ARENA_MAX, most) != 0;
    }
}
