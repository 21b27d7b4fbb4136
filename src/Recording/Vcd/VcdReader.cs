using System.Text;

namespace GpioHub.Recording.Vcd;

/// <summary>Reads a VCD file that comes in pieces, whatever program has written it. It keeps the head of the file and nothing else, however
/// long the file is.</summary>
/// <remarks>
/// Source: IF-4.3; IEEE 1364-2005, clause 18.2, and what programs make of it: blanks anywhere, values before the first time, VHDL's
/// letters, <c>$attrbegin</c> and other commands that mean nothing here, reals and texts (passed over), vectors shorter than declared.
/// A file that ends after its head is whole: whoever wrote it may have been interrupted.
/// </remarks>
public sealed class VcdReader(IVcdSink sink)
{
    private const string End = "$end";

    private readonly VcdWords _words = new();
    private readonly VcdHead _head = new();
    private readonly List<string> _command = [];                   // words of the command whose $end has not come
    private string? _open;                                         // its name
    private bool _inHead = true;
    private byte[] _value = [];                                    // a vector whose identifier has not come
    private int _valueLength = -1;
    private bool _passOver;                                        // a real or a text, likewise
    private long _ns = -1;

    /// <summary>Reads on.</summary>
    /// <exception cref="VcdException">The text is no VCD; nothing more can be read.</exception>
    public void Feed(ReadOnlySpan<byte> text)
    {
        while (_words.TryTake(ref text, out var word)) Take(word);
    }

    /// <summary>The file ends here.</summary>
    /// <inheritdoc cref="Feed"/>
    public void EndOfFile()
    {
        if (_words.TryTakeLast(out var word)) Take(word);
        if (_inHead)
            throw new VcdException(_words.Line, "the file ends before $enddefinitions: it is no VCD, or only the beginning of one");
        if (_valueLength >= 0 || _passOver) throw new VcdException(_words.Line, "the file ends in the middle of a value");
    }

    private void Take(ReadOnlySpan<byte> word)
    {
        if (_open is not null) InCommand(word);
        else if (_valueLength >= 0) Vector(word);
        else if (_passOver) PassOver(word);
        else if (word[0] == (byte)'$') Command(word);
        else if (_inHead) throw new VcdException(_words.Line, $"{VcdText.Shown(word)} where a command such as $var is expected");
        else Value(word);
    }

    private void Command(ReadOnlySpan<byte> word)
    {
        string name = TextOf(word);
        bool marksValues = name is "$dumpvars" or "$dumpall" or "$dumpon" or "$dumpoff" or End;
        if (marksValues && !_inHead) return;                       // the values between are values like others
        if (marksValues) throw new VcdException(_words.Line, $"{name} before $enddefinitions");
        _open = name;
        _command.Clear();
    }

    private void InCommand(ReadOnlySpan<byte> word)
    {
        if (!word.SequenceEqual("$end"u8))
        {
            bool isText = _open is "$comment" or "$date" or "$version";
            if (_command.Count < VcdLimits.Words) _command.Add(TextOf(word));
            else if (!isText && _inHead)
                throw new VcdException(_words.Line, $"{_open} of more than {VcdLimits.Words} words: its $end is missing");
            return;
        }

        string command = _open!;
        _open = null;
        if (!_inHead) return;
        if (command != "$enddefinitions")
        {
            _head.Take(command, _command, _words.Line);
            return;
        }
        var declared = _head.Done(_words.Line);
        _inHead = false;
        sink.Declared(declared, _words.Line);
    }

    private void Value(ReadOnlySpan<byte> word)
    {
        switch (word[0])
        {
            case (byte)'#':
                Time(word);
                break;
            case (byte)'b' or (byte)'B':
                Keep(word[1..]);
                break;
            case (byte)'r' or (byte)'R' or (byte)'s' or (byte)'S':
                _passOver = true;
                break;
            case var letter when VcdLevels.TryRead(letter, out byte level):
                Scalar(level, word);
                break;
            default:
                throw new VcdException(_words.Line, $"{VcdText.Shown(word)} is no value, time or command");
        }
    }

    private void Time(ReadOnlySpan<byte> word)
    {
        long ns = VcdTime.Read(word, _head.UnitFs, _words.Line);
        if (ns < _ns) throw new VcdException(_words.Line, $"time runs backwards: {VcdText.Shown(word)} comes after a later time");
        _ns = ns;
        sink.Time(ns, _words.Line);
    }

    private void Scalar(byte level, ReadOnlySpan<byte> word)
    {
        if (word.Length == 1) throw new VcdException(_words.Line, $"the value {VcdText.Shown(word)} without an identifier");
        int signal = SignalOf(word[1..]);
        if (_head.Widths[signal] > 0) Change(signal, [level]);
    }

    private void Keep(ReadOnlySpan<byte> bits)
    {
        if (bits.IsEmpty) throw new VcdException(_words.Line, "a vector without bits");
        if (bits.Length > VcdLimits.Width) throw new VcdException(_words.Line, $"a vector of more than {VcdLimits.Width} bits");
        if (_value.Length < bits.Length) _value = new byte[Math.Max(bits.Length, 64)];
        for (int i = 0; i < bits.Length; i++)
        {
            if (!VcdLevels.TryRead(bits[i], out _value[i]))
                throw new VcdException(_words.Line, $"{VcdText.Shown(bits)} is no vector of 0, 1, x and z");
        }
        _valueLength = bits.Length;
    }

    private void Vector(ReadOnlySpan<byte> identifier)
    {
        int signal = SignalOf(identifier), length = _valueLength;
        _valueLength = -1;
        if (_head.Widths[signal] > 0) Change(signal, _value.AsSpan(0, length));
    }

    /// <summary>Gives a value its full length: shorter ones are filled up at the left with 0, or with x or z if they begin so; of longer
    /// ones the left end is cut off.</summary>
    private void Change(int signal, ReadOnlySpan<byte> bits)
    {
        int width = _head.Widths[signal];
        if (bits.Length == width)
        {
            sink.Change(signal, bits, _words.Line);
            return;
        }

        byte[] whole = new byte[width];
        if (bits.Length < width)
        {
            whole.AsSpan().Fill(bits[0] is (byte)'x' or (byte)'z' ? bits[0] : (byte)'0');
            bits.CopyTo(whole.AsSpan(width - bits.Length));
        }
        else
        {
            bits[^width..].CopyTo(whole);
        }
        sink.Change(signal, whole, _words.Line);
    }

    private void PassOver(ReadOnlySpan<byte> identifier)
    {
        SignalOf(identifier);
        _passOver = false;
    }

    private int SignalOf(ReadOnlySpan<byte> identifier)
    {
        Span<char> letters = identifier.Length <= 256 ? stackalloc char[identifier.Length] : new char[identifier.Length];
        letters = letters[..Encoding.UTF8.GetChars(identifier, letters)];
        return _head.Signals.TryGetValue(letters, out int signal)
            ? signal
            : throw new VcdException(_words.Line, $"the identifier {VcdText.Shown(identifier)} is not declared");
    }

    private static string TextOf(ReadOnlySpan<byte> word) => Encoding.UTF8.GetString(word);
}
