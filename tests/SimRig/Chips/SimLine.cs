using Microsoft.Win32.SafeHandles;

namespace GpioHub.SimRig.Chips;

/// <summary>The outside end of a gpio-sim line.</summary>
internal sealed class SimLine(string folder) : IDisposable
{
    private readonly SafeFileHandle _pull = File.OpenHandle($"{folder}/pull", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
    private readonly SafeFileHandle _value = File.OpenHandle($"{folder}/value", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    /// <summary>pull-up or pull-down. A bias in a request changes it too.</summary>
    public string Bias => Read(_pull);

    /// <summary>The pin, electrical: what somebody drives, else the pull.</summary>
    public bool Level => Read(_value) == "1";

    /// <summary>Pulls the pin. This is an edge if the line is an input and the pull changes.</summary>
    public void Pull(bool up) => RandomAccess.Write(_pull, up ? "pull-up"u8 : "pull-down"u8, 0);

    public void Dispose()
    {
        _pull.Dispose();
        _value.Dispose();
    }

    private static string Read(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[32];
        int got = RandomAccess.Read(file, bytes, 0);
        return System.Text.Encoding.ASCII.GetString(bytes[..got]).Trim();
    }
}
