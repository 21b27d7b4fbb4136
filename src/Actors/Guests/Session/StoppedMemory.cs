using System.Buffers.Binary;
using System.Security.Cryptography;
using GpioHub.Transports.Records;
using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.Actors.Guests;

/// <summary>The few pieces of guest memory whose change, while all rings are stopped, says that the guest runs without its driver
/// (VU-47b). It only reads.</summary>
/// <remarks>A ring's piece ends after a page: that bounds what is read, whatever the size of the ring. Of each piece a digest is
/// remembered, which a successor of this process can go on with.</remarks>
internal sealed class StoppedMemory
{
    private const int PieceBytes = 4096;

    private readonly DeviceRing[] _rings;
    private readonly ulong[] _digests;
    private readonly int[] _lengths;

    public StoppedMemory(params DeviceRing[] rings)
    {
        _rings = rings;
        _digests = new ulong[rings.Length + StopDecision.FirmwarePages.Length];
        _lengths = new int[_digests.Length];
    }

    public void Remember(GuestMemory memory)
    {
        for (int i = 0; i < _digests.Length; i++) (_digests[i], _lengths[i]) = Digest(i, memory);
    }

    public void Describe(ImageWriter into)
    {
        for (int i = 0; i < _digests.Length; i++)
        {
            into.Write(_digests[i]);
            into.Write((ulong)_lengths[i]);
        }
    }

    /// <summary>Goes on with what another process remembered.</summary>
    public void Resume(ReadOnlySpan<ulong> words)
    {
        for (int i = 0; i < _digests.Length; i++) (_digests[i], _lengths[i]) = (words[2 * i], (int)words[2 * i + 1]);
    }

    /// <summary>Words of <see cref="Describe"/>.</summary>
    public int Words => 2 * _digests.Length;

    /// <summary>Compares with what <see cref="Remember"/> saw. What is not there now, or was not there then, says nothing.</summary>
    public StopVerdict Look(GuestMemory memory)
    {
        bool used = false, firmware = false;
        for (int i = 0; i < _digests.Length; i++)
        {
            var (digest, length) = Digest(i, memory);
            bool written = length > 0 && length == _lengths[i] && digest != _digests[i];
            if (i < _rings.Length) used |= written;
            else firmware |= written;
        }

        return StopDecision.Decide(used, firmware);
    }

    private (ulong Digest, int Length) Digest(int piece, GuestMemory memory)
    {
        Span<byte> bytes = stackalloc byte[PieceBytes], digest = stackalloc byte[SHA256.HashSizeInBytes];
        int length = Read(piece, memory, bytes);
        SHA256.HashData(bytes[..length], digest);
        return (BinaryPrimitives.ReadUInt64LittleEndian(digest), length);
    }

    private int Read(int piece, GuestMemory memory, Span<byte> into)
    {
        if (piece < _rings.Length) return _rings[piece].ReadUsed(memory, into);
        return memory.TryRead(StopDecision.FirmwarePages[piece - _rings.Length], into) ? into.Length : 0;
    }
}
