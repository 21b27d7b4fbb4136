using GpioHub.Transports.VhostUser;
using GpioHub.Transports.Virtio;

namespace GpioHub.Actors.Guests;

/// <summary>The few pieces of guest memory whose change, while all rings are stopped, says that the guest runs without its driver
/// (VU-47b). It only reads.</summary>
/// <remarks>A ring's piece ends after a page: that bounds what is copied, whatever the size of the ring.</remarks>
internal sealed class StoppedMemory
{
    private const int PieceBytes = 4096;

    private readonly DeviceRing[] _rings;
    private readonly byte[][] _pieces;
    private readonly int[] _lengths;

    public StoppedMemory(params DeviceRing[] rings)
    {
        _rings = rings;
        _pieces = [.. Enumerable.Range(0, rings.Length + StopDecision.FirmwarePages.Length).Select(_ => new byte[PieceBytes])];
        _lengths = new int[_pieces.Length];
    }

    public void Remember(GuestMemory memory)
    {
        for (int i = 0; i < _pieces.Length; i++) _lengths[i] = Read(i, memory, _pieces[i]);
    }

    /// <summary>Compares with what <see cref="Remember"/> saw. What is not there now, or was not there then, says nothing.</summary>
    public StopVerdict Look(GuestMemory memory)
    {
        bool used = false, firmware = false;
        Span<byte> now = stackalloc byte[PieceBytes];
        for (int i = 0; i < _pieces.Length; i++)
        {
            int length = Read(i, memory, now);
            bool written = length > 0 && length == _lengths[i] && !now[..length].SequenceEqual(_pieces[i].AsSpan(0, length));
            if (i < _rings.Length) used |= written;
            else firmware |= written;
        }

        return StopDecision.Decide(used, firmware);
    }

    private int Read(int piece, GuestMemory memory, Span<byte> into)
    {
        if (piece < _rings.Length) return _rings[piece].ReadUsed(memory, into);
        return memory.TryRead(StopDecision.FirmwarePages[piece - _rings.Length], into) ? into.Length : 0;
    }
}
