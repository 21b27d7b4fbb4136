using GpioHub.Transports.Records;

namespace GpioHub.Transports.VhostUser;

/// <summary>The place of one guest's session in the record: an image of it as it was between two messages, and how many bytes of a message
/// that is carried out in it are still in the socket.</summary>
/// <remarks>
/// <code>
///   head   0 message bytes:32, their complement:32   1 room:32, length:32   2 check of 1 and of the image   3 0
///   image  a region of its own, as large as "room"; another one when the image outgrows it
/// </code>
/// </remarks>
public sealed class SessionRecord : IRecorded
{
    private const int HeadWords = 4;
    private const int LeastRoom = 128;

    private readonly RecordFile _file;
    private readonly string _name;
    private readonly RecordTurn _turn;
    private readonly RecordRegion _head;
    private RecordRegion? _image;
    private ulong[] _words = [];
    private int _length;
    private int _messageBytes;

    /// <param name="name">Of the head's region.</param>
    public SessionRecord(RecordFile file, string name, RecordTurn turn)
    {
        ArgumentNullException.ThrowIfNull(file);
        (_file, _name, _turn) = (file, name, turn);
        _head = file.Region(name, HeadWords);
        _image = file.Find(NameOf(name, (int)(_head[1] >> 32)));
    }

    bool IRecorded.IsMarked { get; set; }

    /// <summary>Has an image written at the end of this turn.</summary>
    /// <param name="image">Copied.</param>
    /// <param name="messageBytes">Of the message that was carried out; 0 = none is in the socket.</param>
    public void Put(ReadOnlySpan<ulong> image, int messageBytes)
    {
        (_length, _messageBytes) = (image.Length, messageBytes);
        if (_words.Length < image.Length) _words = new ulong[image.Length * 2];
        image.CopyTo(_words);
        _turn.Mark(this);
    }

    /// <summary>The message is off the socket, which is written at the end of this turn. The next one is not to be read before: what is
    /// peeked of it would be taken for a rest of this one.</summary>
    public void Consumed()
    {
        _messageBytes = 0;
        _turn.Mark(this);
    }

    /// <summary>Reads what the process before has left.</summary>
    /// <param name="messageBytes">As for <see cref="Put"/>.</param>
    /// <returns>null = nothing, or it does not make sense.</returns>
    public static ulong[]? Read(RecordFile file, string name, out int messageBytes)
    {
        ArgumentNullException.ThrowIfNull(file);
        messageBytes = 0;
        if (file.Find(name) is not { Count: HeadWords } head) return null;
        int length = (int)(head[1] & int.MaxValue), room = (int)(head[1] >> 32);
        if (length == 0 || length > room || file.Find(NameOf(name, room)) is not { } image || image.Count != room) return null;
        var words = new ulong[length];
        image.CopyTo(0, words);
        messageBytes = (int)head[0];
        return head[0] == Twice(messageBytes) && head[2] == CheckOf(head[1], words) ? words : null;
    }

    void IRecorded.Record(RecordTurn turn)
    {
        turn.Write(_head, 0, Twice(_messageBytes));
        if (_length == 0) return;                                          // the image is still the one that was left
        if (_image is null || _image.Count < _length)
        {
            if (_image is not null) turn.RemoveAfter(_file, _image);
            int room = LeastRoom;
            while (room < _length) room *= 2;
            _image = _file.Region(NameOf(_name, room), room);
        }

        for (int i = 0; i < _length; i++) turn.Write(_image, i, _words[i]);
        ulong size = (ulong)(uint)_image.Count << 32 | (uint)_length;
        turn.Write(_head, 1, size);
        turn.Write(_head, 2, CheckOf(size, _words.AsSpan(0, _length)));
    }

    private static string NameOf(string name, int room) => FormattableString.Invariant($"{name}.{room}");

    private static ulong Twice(int bytes) => (uint)bytes | (ulong)~(uint)bytes << 32;

    private static ulong CheckOf(ulong size, ReadOnlySpan<ulong> image) =>
        (ulong)RecordLayout.Check([size]) << 32 | RecordLayout.Check(image);
}
