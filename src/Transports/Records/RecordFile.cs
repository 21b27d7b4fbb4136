using System.Text;
using GpioHub.Transports.Native;

namespace GpioHub.Transports.Records;

/// <summary>What a hub leaves to the process that follows it: memory that a kill does not end.</summary>
/// <remarks>
/// It mirrors the state that guest memory does not say; while the hub lives, nobody reads it. Regions are made and freed by any thread;
/// each reactor writes through its own <see cref="RecordTurn"/>. One process uses it at a time: who opens it locks it.
/// </remarks>
public sealed class RecordFile : IDisposable
{
    private const ulong Free = 0;
    private const ulong InUse = 1;

    private readonly Lock _lock = new();
    private readonly FileDescriptor _file;
    private readonly SharedWords _words;
    private readonly RecordTurn[] _turns;
    private readonly Dictionary<string, RecordRegion> _regions = new(StringComparer.Ordinal);
    private readonly int _regionsAt;
    private readonly List<(int Owner, Blame What)> _blames = [];
    private readonly HashSet<string> _unclaimed = new(StringComparer.Ordinal);
    private int _vacant;

    private RecordFile(FileDescriptor file, SharedWords words)
    {
        (_file, _words) = (file, words);
        int reactors = (int)words.Read(RecordLayout.ReactorsAt), journalWords = (int)words.Read(RecordLayout.JournalWordsAt);
        _turns = [.. Enumerable.Range(0, reactors).Select(reactor =>
            new RecordTurn(words, RecordLayout.JournalsAt + reactor * journalWords, journalWords,
                RecordLayout.BlameAt + reactor))];
        _regionsAt = RecordLayout.JournalsAt + reactors * journalWords;
    }

    /// <summary>The memory file, to be kept.</summary>
    public FileDescriptor File => _file;

    /// <summary>Processes that have served the rig, this one included: 1 for the first.</summary>
    public ulong Epoch => _words.Read(RecordLayout.EpochAt);

    /// <summary>Bytes that are in use.</summary>
    public long Bytes => (long)_words.Read(RecordLayout.EndAt) * sizeof(ulong);

    /// <summary>Names of all regions.</summary>
    public IReadOnlyCollection<string> Names
    {
        get { lock (_lock) return [.. _regions.Keys]; }
    }

    /// <summary>Makes an empty record, of epoch 1.</summary>
    /// <param name="boot">Names this boot of the machine; another one's record is not taken over.</param>
    public static RecordFile Create(ulong boot, int words = RecordLayout.Words)
    {
        var file = MemFd.Create("gpiohub-record", (ulong)words * sizeof(ulong), FileSeals.Shrink | FileSeals.Grow);
        var memory = SharedWords.Map(file);
        ReadOnlySpan<ulong> head =
        [
            RecordLayout.Magic, ((ulong)RecordLayout.Major << 32) | RecordLayout.Minor, (ulong)words, boot, RecordLayout.MostReactors,
            RecordLayout.JournalWords,
        ];
        for (int i = 0; i < head.Length; i++) memory.Write(i, head[i]);
        memory.Write(RecordLayout.CheckAt, RecordLayout.Check(head));
        memory.Write(RecordLayout.EpochAt, 1);
        memory.Write(RecordLayout.EndAt, (ulong)(RecordLayout.JournalsAt + RecordLayout.MostReactors * RecordLayout.JournalWords));
        return new RecordFile(file, memory);
    }

    /// <summary>Takes over the record of the process before, with what its last turns left. A new epoch begins.</summary>
    /// <param name="file">Belongs to the record, if there is one afterwards.</param>
    /// <param name="why">Why it cannot be taken over, for a person; nothing of it is changed then.</param>
    /// <returns>null = it cannot.</returns>
    public static RecordFile? Adopt(FileDescriptor file, ulong boot, out string why)
    {
        ArgumentNullException.ThrowIfNull(file);
        SharedWords memory;
        try
        {
            memory = SharedWords.Map(file);
        }
        catch (Exception e) when (e is ErrnoException or MappingRefusedException)
        {
            why = e.Message;
            return null;
        }

        why = WhyNot(memory, boot) ?? "";
        if (why.Length > 0)
        {
            memory.Dispose();
            return null;
        }

        var record = new RecordFile(file, memory);
        if (record.Undo() && record.TryFindRegions())
        {
            record.TakeBlames();
            memory.Write(RecordLayout.EpochAt, record.Epoch + 1);
            return record;
        }

        memory.Dispose();
        why = "the record contradicts itself";
        return null;
    }

    /// <summary>Whether a record of the process before can be taken over, without touching it.</summary>
    /// <returns>null, or why not, for a person.</returns>
    public static string? WhyNot(FileDescriptor file, ulong boot)
    {
        try
        {
            using var memory = SharedWords.Map(file);
            return WhyNot(memory, boot);
        }
        catch (Exception e) when (e is ErrnoException or MappingRefusedException)
        {
            return e.Message;
        }
    }

    /// <summary>The writing of one reactor.</summary>
    public RecordTurn Turn(int reactor) => _turns[reactor];

    /// <summary>What the process before had in hand of whom this region belongs to when it ended; null = nothing.</summary>
    public Blame? BlameOf(RecordRegion owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        foreach (var (head, blame) in _blames)
            if (head == owner.Head) return blame;
        return null;
    }

    /// <summary>A word of the header, from <see cref="RecordLayout.FirstFree"/> on.</summary>
    public ulong ReadHeader(int word) => _words.Read(Header(word));

    /// <summary>Stores a word of the header, which counts at once.</summary>
    public void WriteHeader(int word, ulong value) => _words.Write(Header(word), value);

    /// <summary>Stores a word of the header if it is less, whoever else raises it at the same time. Any thread; it never waits.</summary>
    public void RaiseHeader(int word, ulong value) => _words.Raise(Header(word), value);

    /// <summary>The region with this name; null = there is none.</summary>
    public RecordRegion? Find(string name)
    {
        lock (_lock)
        {
            _unclaimed.Remove(name);
            return _regions.GetValueOrDefault(name);
        }
    }

    /// <summary>Frees what the process before has left and nobody has asked for: it was of guests and chips that are gone.</summary>
    /// <param name="prefix">Of the names; others stay.</param>
    public void RemoveUnclaimed(string prefix)
    {
        lock (_lock)
        {
            foreach (string name in _unclaimed.Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).ToArray())
            {
                Release(_regions[name]);
                _unclaimed.Remove(name);
            }
        }
    }

    /// <summary>The region with this name. One that is not there, or has another size, is made anew, of zeros.</summary>
    /// <exception cref="IOException">The record is full.</exception>
    public RecordRegion Region(string name, int words)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(words);
        lock (_lock)
        {
            _unclaimed.Remove(name);
            if (_regions.TryGetValue(name, out var there))
            {
                if (there.Count == words) return there;
                Release(there);
            }

            var region = Make(name, words);
            _regions[name] = region;
            return region;
        }
    }

    /// <summary>Frees a region. No turn that has written it may be unfinished.</summary>
    public void Remove(RecordRegion region)
    {
        ArgumentNullException.ThrowIfNull(region);
        lock (_lock)
        {
            if (_regions.GetValueOrDefault(region.Name) == region) Release(region);
        }
    }

    public void Dispose()
    {
        _words.Dispose();
        _file.Dispose();
    }

    private static string? WhyNot(SharedWords memory, ulong boot)
    {
        if (memory.Count < RecordLayout.JournalsAt) return "the record is too short";
        Span<ulong> head = stackalloc ulong[RecordLayout.CheckAt];
        for (int i = 0; i < head.Length; i++) head[i] = memory.Read(i);
        if (head[RecordLayout.MagicAt] != RecordLayout.Magic || memory.Read(RecordLayout.CheckAt) != RecordLayout.Check(head))
            return "what was left is no record of a hub";
        if (head[RecordLayout.LayoutAt] >> 32 != RecordLayout.Major)
        {
            ulong layout = head[RecordLayout.LayoutAt];
            return $"the record has layout {layout >> 32}.{(uint)layout}, and this program knows {RecordLayout.Major}.{RecordLayout.Minor}";
        }

        if (head[RecordLayout.BootAt] != boot) return "the record is of another boot of this machine";
        if (memory.Read(RecordLayout.SpoiledAt) != 0) return "the hub before could not write its record any more";
        ulong journals = head[RecordLayout.ReactorsAt] * head[RecordLayout.JournalWordsAt], end = memory.Read(RecordLayout.EndAt);
        bool fits = head[RecordLayout.SizeAt] == (ulong)memory.Count && end <= (ulong)memory.Count
            && head[RecordLayout.ReactorsAt] <= RecordLayout.MostReactors && RecordLayout.JournalsAt + journals <= end;
        return fits ? null : "the record contradicts itself";
    }

    private static int Header(int word)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(word, RecordLayout.FirstFree);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(word, RecordLayout.EndOfFree);
        return word;
    }

    private bool Undo()
    {
        int journalWords = (int)_words.Read(RecordLayout.JournalWordsAt);
        for (int reactor = 0; reactor < _turns.Length; reactor++)
        {
            int journal = RecordLayout.JournalsAt + reactor * journalWords;
            if (!RecordTurn.TryUndo(_words, journal, journalWords, _regionsAt)) return false;
        }

        return true;
    }

    private void TakeBlames()
    {
        for (int reactor = 0; reactor < _turns.Length; reactor++)
        {
            if (Blame.Unpack(_words.Read(RecordLayout.BlameAt + reactor)) is { } blame) _blames.Add(blame);
            _words.Write(RecordLayout.BlameAt + reactor, 0);
        }
    }

    private bool TryFindRegions()
    {
        int end = (int)_words.Read(RecordLayout.EndAt);
        for (int at = _regionsAt; at < end;)
        {
            ulong head = _words.Read(at);
            int nameBytes = (int)((head >> 16) & 0xFFFF), words = (int)(head >> 32), nameWords = WordsOf(nameBytes);
            long next = (long)at + 1 + nameWords + words;
            if (words <= 0 || nameBytes == 0 || next > end) return false;
            if ((head & 0xFFFF) == InUse)
            {
                string name = NameAt(at + 1, nameBytes);
                if (!_regions.TryAdd(name, new RecordRegion(_words, name, at, at + 1 + nameWords, words))) return false;
                _unclaimed.Add(name);
            }
            else _vacant++;

            at = (int)next;
        }

        return true;
    }

    private RecordRegion Make(string name, int words)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        int nameWords = WordsOf(bytes.Length), head = Vacant(nameWords, words) ?? (int)_words.Read(RecordLayout.EndAt);
        long end = (long)head + 1 + nameWords + words;
        if (end > _words.Count) throw new IOException($"the record is full: {name} needs {words} words more");
        for (int word = 0; word < nameWords; word++) _words.Write(head + 1 + word, Packed(bytes, word));
        for (int at = head + 1 + nameWords; at < end; at++)
            if (_words.Read(at) != 0) _words.Write(at, 0);
        _words.Lock(head, (int)(end - head));
        _words.Write(head, ((ulong)words << 32) | ((ulong)bytes.Length << 16) | InUse);
        if ((ulong)end > _words.Read(RecordLayout.EndAt)) _words.Write(RecordLayout.EndAt, (ulong)end);
        return new RecordRegion(_words, name, head, head + 1 + nameWords, words);
    }

    /// <summary>A region that is free and has just this size.</summary>
    private int? Vacant(int nameWords, int words)
    {
        if (_vacant == 0) return null;
        int end = (int)_words.Read(RecordLayout.EndAt);
        for (int at = _regionsAt; at < end;)
        {
            ulong head = _words.Read(at);
            int names = WordsOf((int)((head >> 16) & 0xFFFF)), count = (int)(head >> 32);
            if ((head & 0xFFFF) == Free && names == nameWords && count == words)
            {
                _vacant--;
                return at;
            }

            at += 1 + names + count;
        }

        return null;
    }

    private void Release(RecordRegion region)
    {
        _words.Write(region.Head, _words.Read(region.Head) & ~0xFFFFUL);
        _regions.Remove(region.Name);
        _vacant++;
    }

    private string NameAt(int at, int nameBytes)
    {
        byte[] bytes = new byte[nameBytes];
        for (int i = 0; i < nameBytes; i++) bytes[i] = (byte)(_words.Read(at + i / 8) >> (8 * (i % 8)));
        return Encoding.UTF8.GetString(bytes);
    }

    private static ulong Packed(byte[] bytes, int word)
    {
        ulong packed = 0;
        for (int i = word * 8; i < Math.Min(bytes.Length, word * 8 + 8); i++) packed |= (ulong)bytes[i] << (8 * (i % 8));
        return packed;
    }

    private static int WordsOf(int bytes) => (bytes + 7) / 8;
}
