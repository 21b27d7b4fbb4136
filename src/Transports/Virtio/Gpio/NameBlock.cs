using System.Text;

namespace GpioHub.Transports.Virtio.Gpio;

/// <summary>The line names as GET_LINE_NAMES returns them, built once per device.</summary>
/// <remarks>
/// Source: virtio v1.2 §5.18.6.1. One zero-terminated 7-bit ASCII string per line, in line order; a nameless line is a lone
/// zero. Exactly ngpio terminators: Linux walks past a shorter block (VG-D-04).
/// </remarks>
public sealed class NameBlock
{
    /// <summary>Longest name, bytes without its terminator: more than this the GPIO character device cannot show (VG-D-06).</summary>
    public const int MaxNameLength = 31;

    /// <summary>Largest block, bytes: Linux allocates it in one piece (VG-D-06).</summary>
    public const int MaxSize = 64 * 1024;

    private readonly byte[] _response;

    private NameBlock(byte[] response) => _response = response;

    /// <summary>gpio_names_size, bytes; 0 if no line has a name: then GET_LINE_NAMES is unsupported (VG-D-02, VG-D-22).</summary>
    public uint Size => (uint)_response.Length - 1;

    /// <summary>The whole answer: status OK, then the block.</summary>
    public ReadOnlySpan<byte> Response => _response;

    /// <summary>Answers GET_LINE_NAMES into a fetched chain: the block, or ERR and zeros if it does not fit or there is none (VG-D-12,
    /// VG-D-19, VG-D-22).</summary>
    /// <returns>used.len, for <see cref="DeviceRing.StageWritten"/>.</returns>
    public uint Answer(FetchedChain chain, out GpioStatus status)
    {
        uint whole = (uint)_response.Length;
        bool fits = Size > 0 && chain.WritableLength >= whole;
        status = fits ? GpioStatus.Ok : GpioStatus.Error;
        if (fits) return chain.WriteResponse(0, _response);
        return chain.WriteResponse(0, [(byte)GpioStatus.Error]) + chain.ZeroResponse(1, whole - 1);
    }

    /// <summary>Builds the block, or says which name is wrong.</summary>
    /// <param name="names">One entry per line, 1 .. 65535 of them; null or empty = nameless.</param>
    /// <param name="error">Names the line and what was expected; empty on success.</param>
    public static bool TryCreate(IReadOnlyList<string?> names, out NameBlock block, out string error)
    {
        block = new NameBlock([(byte)GpioStatus.Ok]);
        error = Problem(names);
        if (error.Length > 0) return false;
        if (names.All(string.IsNullOrEmpty)) return true;

        byte[] response = new byte[1 + names.Sum(n => (n?.Length ?? 0) + 1)];
        if (response.Length - 1 > MaxSize)
        {
            error = $"the names need {response.Length - 1} bytes, at most {MaxSize} fit";
            return false;
        }
        response[0] = (byte)GpioStatus.Ok;
        int at = 1;
        foreach (string? name in names) at += Encoding.ASCII.GetBytes(name ?? "", response.AsSpan(at)) + 1;
        block = new NameBlock(response);
        return true;
    }

    /// <summary>Splits a block, on the driver's side. It never reads past the block, whatever the device put there (VG-G-11).</summary>
    /// <returns>One string per line; "" for a nameless line and for a line that a short block does not hold. Bytes above 0x7f become
    /// '?'.</returns>
    public static string[] Parse(ReadOnlySpan<byte> block, ushort lineCount)
    {
        string[] names = new string[lineCount];
        Array.Fill(names, "");
        for (int line = 0; line < lineCount && block.Length > 0; line++)
        {
            int end = block.IndexOf((byte)0);
            names[line] = Encoding.ASCII.GetString(end < 0 ? block : block[..end]);
            block = end < 0 ? [] : block[(end + 1)..];
        }
        return names;
    }

    private static string Problem(IReadOnlyList<string?> names)
    {
        if (names.Count is 0 or > ushort.MaxValue) return $"{names.Count} lines, expected 1 .. {ushort.MaxValue}";
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        for (int line = 0; line < names.Count; line++)
        {
            if (names[line] is not { Length: > 0 } name) continue;
            if (name.Length > MaxNameLength) return $"line {line}: name '{name}' has {name.Length} bytes, at most {MaxNameLength} fit";
            if (name.Any(c => c is < ' ' or > '~')) return $"line {line}: name '{name}' must be printable ASCII";
            if (!seen.TryAdd(name, line)) return $"line {line}: name '{name}' is already the name of line {seen[name]}";
        }
        return "";
    }
}
