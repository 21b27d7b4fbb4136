namespace GpioHub.Transports.Virtio;

/// <summary>The chains of a ring that nobody has answered yet, oldest fetch first; enumerated without allocation.</summary>
/// <remarks>While enumerating, the current chain may be assigned or staged; no other chain of the ring may be.</remarks>
public readonly struct InFlightChains
{
    private readonly InFlightTable _table;
    private readonly int? _line;

    internal InFlightChains(InFlightTable table, int? line)
    {
        _table = table;
        _line = line;
    }

    public Enumerator GetEnumerator() => new(_table, _line);

    public struct Enumerator
    {
        private readonly InFlightTable _table;
        private readonly int? _line;
        private int _next;

        internal Enumerator(InFlightTable table, int? line)
        {
            _table = table;
            _line = line;
            _next = table.Oldest;
        }

        public InFlightChain Current { get; private set; }

        public bool MoveNext()
        {
            while (_next >= 0)
            {
                int head = _next;
                ref InFlightTable.Slot slot = ref _table[head];
                _next = slot.Newer;
                if (_line is { } line && slot.Line != line) continue;
                Current = new InFlightChain(new Ticket((ushort)head, slot.Serial), slot.Line, slot.FetchedNs);
                return true;
            }
            return false;
        }
    }
}
