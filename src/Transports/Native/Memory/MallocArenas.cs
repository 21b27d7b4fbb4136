namespace GpioHub.Transports.Native;

/// <summary>The pools that <c>malloc</c> keeps for threads of this process. Each has what its threads once needed, for as long as the
/// process lives.</summary>
public static class MallocArenas
{
    /// <summary>Has no more of them made. Threads that come later share those that there are.</summary>
    /// <param name="most">How many there may be, with the first; those that there are already stay. 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">Less than one.</exception>
    /// <exception cref="InvalidOperationException">The C library refuses it.</exception>
    public static void Limit(int most)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        if (Libc.mallopt(Libc.M_ARENA_MAX, most) == 0) throw new InvalidOperationException($"mallopt(M_ARENA_MAX, {most}) is refused");
    }
}
