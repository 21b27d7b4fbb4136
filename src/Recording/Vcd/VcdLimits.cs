namespace GpioHub.Recording.Vcd;

/// <summary>Bounds of the reader. All are ours: whoever sends a file decides how long everything in it is.</summary>
internal static class VcdLimits
{
    /// <summary>Bytes between two blanks; a vector of <see cref="Width"/> bits fits.</summary>
    public const int Word = (1 << 16) + 64;

    /// <summary>Bits of a vector.</summary>
    public const int Width = 1 << 16;

    /// <summary>Declarations, aliases included.</summary>
    public const int Variables = 1 << 18;

    /// <summary>Characters of all names together.</summary>
    public const int Names = 1 << 25;

    /// <summary>Words of one declaration.</summary>
    public const int Words = 64;

    public const int Scopes = 256;
}
