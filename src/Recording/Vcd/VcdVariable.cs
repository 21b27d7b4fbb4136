namespace GpioHub.Recording.Vcd;

/// <summary>A declaration of a file: one name of one signal.</summary>
/// <param name="Path">Scopes and name, with dots between; of a bit that stands alone with its number: <c>top.data[3]</c>.</param>
/// <param name="Signal">Variables with the same number are aliases.</param>
/// <param name="Width">Bits.</param>
/// <param name="LeftBit">The number of the first bit as it is written: 7 of <c>[7:0]</c>.</param>
/// <param name="RightBit">The number of the last bit.</param>
/// <param name="IsLevel">It has bits; else it is a real or a text, whose changes are passed over.</param>
public sealed record VcdVariable(string Path, int Signal, int Width, int LeftBit, int RightBit, bool IsLevel)
{
    /// <summary>The name that a comment of ours gives it, such as <c>doors/Door FL</c>; null = none.</summary>
    public string? RealName { get; init; }

    /// <summary>Where a bit stands, from 0 at the left; null = it has no such bit.</summary>
    public int? PlaceOf(int bit)
    {
        int place = LeftBit >= RightBit ? LeftBit - bit : bit - LeftBit;
        return place >= 0 && place < Width ? place : null;
    }
}
