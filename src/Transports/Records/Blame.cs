namespace GpioHub.Transports.Records;

/// <summary>The chain that a reactor has in hand.</summary>
/// <param name="Ring">0 or 1.</param>
/// <param name="Head">Of the chain.</param>
public readonly record struct Blame(int Ring, ushort Head)
{
    private const ulong Mark = 1UL << 31;

    internal ulong Pack(int owner) => (ulong)owner << 32 | Mark | (ulong)(uint)Ring << 16 | Head;

    internal static (int Owner, Blame What)? Unpack(ulong word) =>
        (word & Mark) == 0 ? null : ((int)(word >> 32), new Blame((int)(word >> 16) & 1, (ushort)word));
}
