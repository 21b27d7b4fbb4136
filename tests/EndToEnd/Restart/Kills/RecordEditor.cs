using System.Text;
using GpioHub.Transports.Records;

namespace GpioHub.EndToEnd.Restart.Kills;

/// <summary>A hand in the record of a hub, through the descriptor that its keeper holds.</summary>
/// <remarks>The places are those of <see cref="RecordLayout"/>, written a second time.</remarks>
internal sealed class RecordEditor : IDisposable
{
    private const int LayoutAt = 1, CheckAt = 6, EndAt = 8, ReactorsAt = 4, JournalWordsAt = 5, JournalsAt = 64;

    private const ulong InUse = 1;

    private readonly FileStream _file;

    /// <param name="path">The record in /proc/KEEPER/fd.</param>
    public RecordEditor(string path) =>
        _file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);

    /// <summary>Major version of its layout; a successor that knows another one refuses the record.</summary>
    public uint Major
    {
        get => (uint)(Read(LayoutAt) >> 32);
        set
        {
            Write(LayoutAt, ((ulong)value << 32) | (uint)Read(LayoutAt));
            Write(CheckAt, RecordLayout.Check([.. Enumerable.Range(0, CheckAt).Select(word => Read(word))]));
        }
    }

    /// <summary>Words in use, and those between them that were freed.</summary>
    public ulong Words => Read(EndAt);

    /// <summary>Regions in use: name, first word, words.</summary>
    public IReadOnlyList<(string Name, int Start, int Count)> Regions()
    {
        var regions = new List<(string, int, int)>();
        int end = (int)Read(EndAt);
        for (int at = JournalsAt + (int)Read(ReactorsAt) * (int)Read(JournalWordsAt); at < end;)
        {
            ulong head = Read(at);
            int nameBytes = (int)((head >> 16) & 0xFFFF), words = (int)(head >> 32), start = at + 1 + (nameBytes + 7) / 8;
            if ((head & 0xFFFF) == InUse) regions.Add((Name(at + 1, nameBytes), start, words));
            at = start + words;
        }

        return regions;
    }

    /// <summary>Turns one bit of a word round.</summary>
    public void Flip(int word, int bit) => Write(word, Read(word) ^ (1UL << bit));

    public ulong Read(int word)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        _file.Position = (long)word * sizeof(ulong);
        _file.ReadExactly(bytes);
        return BitConverter.ToUInt64(bytes);
    }

    public void Dispose() => _file.Dispose();

    private void Write(int word, ulong value)
    {
        _file.Position = (long)word * sizeof(ulong);
        _file.Write(BitConverter.GetBytes(value));
    }

    private string Name(int word, int bytes)
    {
        byte[] name = new byte[bytes];
        _file.Position = (long)word * sizeof(ulong);
        _file.ReadExactly(name);
        return Encoding.UTF8.GetString(name);
    }
}
