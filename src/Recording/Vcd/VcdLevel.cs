namespace GpioHub.Recording.Vcd;

/// <summary>The four values that a bit of a VCD file can have.</summary>
public enum VcdLevel : byte { Low, High, Unknown, Released }

/// <summary>The letters of <see cref="VcdLevel"/>.</summary>
public static class VcdLevels
{
    private const string Letters = "01xz";

    public static VcdLevel Of(bool level) => level ? VcdLevel.High : VcdLevel.Low;

    public static byte LetterOf(VcdLevel level) => (byte)Letters[(int)level];

    /// <summary>Reads a letter of a file, those of VHDL's nine values included: weak levels are levels, what is no level is x.</summary>
    /// <returns>False = it is no value of a bit.</returns>
    internal static bool TryRead(byte letter, out byte level)
    {
        level = letter switch
        {
            (byte)'0' or (byte)'l' or (byte)'L' => (byte)'0',
            (byte)'1' or (byte)'h' or (byte)'H' => (byte)'1',
            (byte)'x' or (byte)'X' or (byte)'u' or (byte)'U' or (byte)'w' or (byte)'W' or (byte)'-' => (byte)'x',
            (byte)'z' or (byte)'Z' => (byte)'z',
            _ => 0,
        };
        return level != 0;
    }
}
