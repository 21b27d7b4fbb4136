namespace GpioHub.Hub.Links.Transport;

/// <summary>Counts the records of a TLS connection while their bytes pass, whatever parts these come in. A record costs much the same
/// whether it brings one byte, or nothing, or a message, and <see cref="System.Net.Security.SslStream"/> tells none of it: it hands over
/// many at once, and some not at all. The connection's reader only. Source: RFC 8446 §5.1.</summary>
internal sealed class TlsRecords
{
    private const int LengthAt = 3, HeadBytes = 5;                         // type, version; length, big-endian

    private int _headRead;
    private int _length;
    private int _left;                                                     // of the record, behind its head
    private int _count;

    /// <summary>How many heads have passed since the last call.</summary>
    public int Take()
    {
        int count = _count;
        _count = 0;
        return count;
    }

    public void Pass(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int passed = Math.Min(_left, bytes.Length);
            _left -= passed;
            bytes = bytes[passed..];
            if (bytes.IsEmpty) return;
            PassHead(bytes[0]);
            bytes = bytes[1..];
        }
    }

    private void PassHead(byte one)
    {
        if (_headRead++ >= LengthAt) _length = (_length << 8) | one;
        if (_headRead < HeadBytes) return;
        (_left, _length, _headRead) = (_length, 0, 0);
        _count++;
    }
}
