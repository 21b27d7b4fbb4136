using System.Text;
using GpioHub.Rules.Buses;

namespace GpioHub.Hub.Commands.Verbs;

/// <summary>One row of a drawn waveform: a line, or a bus; and what it was in each column of time. Pure.</summary>
/// <remarks>
/// <code>
///   bench/IGN  ___/‾‾‾‾\____|‾‾    one edge / or \, several |
///   GEAR       0x0|0xa......|0x3    a bus: the value where it changes
/// </code>
/// </remarks>
/// <param name="width">Of its lines: 1, or a bus's; the value of a line is 0 or 1.</param>
internal sealed class WaveRow(string name, int width, bool isBus)
{
    private readonly List<(long Ns, ulong Value)> _changes = [];           // the first is what it was when the drawing began

    public string Name => name;

    /// <summary>The value now.</summary>
    public ulong Value => _changes.Count > 0 ? _changes[^1].Value : 0;

    public void Begin(long ns, ulong value)
    {
        _changes.Clear();
        _changes.Add((ns, value));
    }

    /// <returns>Whether the value has changed.</returns>
    public bool Change(long ns, ulong value)
    {
        if (value == Value) return false;
        if (isBus && _changes.Count > 1 && _changes[^1].Ns == ns) _changes[^1] = (ns, value);       // lines that change together
        else _changes.Add((ns, value));
        return true;
    }

    /// <summary>Forgets what lies before this instant.</summary>
    public void Forget(long ns)
    {
        int old = 0;
        while (old + 1 < _changes.Count && _changes[old + 1].Ns < ns) old++;
        _changes.RemoveRange(0, old);
    }

    /// <param name="firstNs">When the first column begins; each lasts <paramref name="stepNs"/>.</param>
    /// <param name="columns">How many; the last is the present one.</param>
    public string Draw(long firstNs, long stepNs, int columns)
    {
        var text = new StringBuilder(columns);
        int at = 0;
        for (int column = 0; column < columns; column++)
        {
            long begins = firstNs + (column * stepNs), ends = begins + stepNs;
            while (at + 1 < _changes.Count && _changes[at + 1].Ns < begins) at++;
            int inside = 0;
            while (at + inside + 1 < _changes.Count && _changes[at + inside + 1].Ns < ends) inside++;
            ulong after = _changes[at + inside].Value;
            if (isBus) DrawBus(text, column, column == 0 || inside > 0, after);
            else text.Append(inside switch { 0 => after == 1 ? '‾' : '_', 1 => after == 1 ? '/' : '\\', _ => '|' });
        }

        return isBus && text.Length > columns ? text.ToString(0, columns) : text.ToString();
    }

    /// <summary>A value stands where it begins, if there is room before the next one; it never hides that there is a change.</summary>
    private void DrawBus(StringBuilder text, int column, bool changes, ulong value)
    {
        if (changes)
        {
            if (text.Length > column) text.Length = column;                 // the value before it has less room than it needs
            if (column > 0) text.Append('|');
            text.Append(BusValue.Hex(value, width));
        }
        else if (text.Length <= column) text.Append('.');
    }
}
