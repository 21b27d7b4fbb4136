using System.Buffers.Binary;
using System.Security.Cryptography;

namespace GpioHub.Configuration.Format;

/// <summary>Tells the files of a rig from others: hosts that have different files say so.</summary>
internal sealed class FileDigest
{
    private byte[] _hash = [];

    /// <summary>Of all that was added, in this order; not 0.</summary>
    public ulong Value => _hash.Length == 0 ? 1 : Math.Max(1, BinaryPrimitives.ReadUInt64LittleEndian(_hash));

    /// <summary>Adds a whole file.</summary>
    public void Add(ReadOnlySpan<byte> file) => _hash = SHA256.HashData([.. _hash, .. file]);
}
