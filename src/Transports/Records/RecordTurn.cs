using GpioHub.Transports.Native;

namespace GpioHub.Transports.Records;

/// <summary>One reactor's writing to the record: all that a turn changed is written at its end, and one store makes it count.</summary>
/// <remarks>
/// Before a word is overwritten, its old value goes to a journal. A successor that finds a journal which is not empty puts the old values
/// back: then the turn has not happened. So the record is what some turn left, whole, wherever the process was killed. That takes no
/// fence: of the stores of one thread those that come first in the program are there, and nobody else writes this reactor's words.
/// One thread at a time: its reactor's.
/// </remarks>
public sealed class RecordTurn
{
    private const int WordsPerEntry = 2;                                   // where, and what was there

    private readonly SharedWords _words;
    private readonly int _journal;
    private readonly int _most;
    private readonly List<IRecorded> _marked = new(256);
    private readonly List<(RecordFile File, RecordRegion Region)> _gone = [];
    private readonly int _blameAt;
    private bool _blames;
    private int _count;

    internal RecordTurn(SharedWords words, int journal, int journalWords, int blameAt)
    {
        (_words, _journal, _most, _blameAt) = (words, journal, (journalWords - 1) / WordsPerEntry, blameAt);
    }

    /// <summary>Called before every store, for tests that cut a run there; null = nobody.</summary>
    public Action? BeforeStore { get; set; }

    /// <summary>Called when a turn counts, before anything of it is seen outside, for tests that cut a run there; null = nobody.</summary>
    public Action? Committed { get; set; }

    /// <summary>Nothing of the turn in hand waits to be committed.</summary>
    public bool IsCommitted => _count == 0 && _marked.Count == 0;

    /// <summary>Why the record is of no use to a successor from here on, for a person; null = it is of use.</summary>
    public string? Spoiled { get; private set; }

    /// <summary>Has a piece of state written at the end of this turn.</summary>
    public void Mark(IRecorded changed)
    {
        if (changed.IsMarked) return;
        changed.IsMarked = true;
        _marked.Add(changed);
    }

    /// <summary>Writes a word, so that it counts with the rest of the turn. One that holds the value already is left alone.</summary>
    /// <param name="word">Of <paramref name="region"/>, from 0.</param>
    public void Write(RecordRegion region, int word, ulong value)
    {
        int at = region.At(word), entry = _journal + 1 + _count * WordsPerEntry;
        if (_count == _most) Spoil("more changed in one turn than the journal holds");
        else if (BeforeStore is not null) WriteInSteps(at, value, entry);
        else if (_words.Replace(at, value, entry, _journal, (ulong)_count + 1)) _count++;
    }

    /// <summary>Writes a word that counts at once, whatever becomes of the turn.</summary>
    public void WriteNow(RecordRegion region, int word, ulong value) => Store(region.At(word), value);

    /// <summary>Notes what is in hand until the turn is committed: if this process crashes, its successor knows over what.</summary>
    /// <param name="owner">A region of whom it belongs to.</param>
    public void Blame(RecordRegion owner, Blame blame)
    {
        _blames = true;
        Store(_blameAt, blame.Pack(owner.Head));
    }

    /// <summary>Writes everything that is marked, and makes it count.</summary>
    public void Commit()
    {
        for (int i = 0; i < _marked.Count; i++)
        {
            _marked[i].IsMarked = false;
            try
            {
                _marked[i].Record(this);
            }
            catch (IOException e)                                          // the record is full
            {
                Spoil(e.Message);
            }
        }

        _marked.Clear();
        if (_count > 0)
        {
            Store(_journal, 0);
            Volatile.WriteBarrier();                                       // a release alone would let what follows be stored before it
            _count = 0;
        }

        if (_blames)
        {
            _blames = false;
            Store(_blameAt, 0);
        }

        if (_gone.Count > 0) RemoveGone();
        Committed?.Invoke();
    }

    /// <summary>Has a region freed once this turn is committed.</summary>
    public void RemoveAfter(RecordFile file, RecordRegion region) => _gone.Add((file, region));

    /// <summary>Puts back what a turn that was not finished has overwritten.</summary>
    /// <returns>Whether the journal makes sense.</returns>
    internal static bool TryUndo(SharedWords words, int journal, int journalWords, int firstWord)
    {
        ulong count = words.Read(journal);
        if (count > (ulong)(journalWords - 1) / WordsPerEntry) return false;
        for (int i = (int)count - 1; i >= 0; i--)
        {
            ulong at = words.Read(journal + 1 + i * WordsPerEntry);
            if (at < (ulong)firstWord || at >= (ulong)words.Count) return false;
            words.Write((int)at, words.Read(journal + 2 + i * WordsPerEntry));
        }

        words.Write(journal, 0);
        return true;
    }

    /// <summary>As <see cref="SharedWords.Replace"/> does, store by store.</summary>
    private void WriteInSteps(int at, ulong value, int entry)
    {
        ulong before = _words.Read(at);
        if (before == value) return;
        Store(entry, (ulong)at);
        Store(entry + 1, before);
        Store(_journal, (ulong)++_count);
        Store(at, value);
    }

    private void RemoveGone()
    {
        foreach (var (file, region) in _gone) file.Remove(region);
        _gone.Clear();
    }

    private void Spoil(string why)
    {
        Spoiled ??= why;
        _words.Write(RecordLayout.SpoiledAt, 1);
    }

    private void Store(int at, ulong value)
    {
        BeforeStore?.Invoke();
        _words.Write(at, value);
    }
}
