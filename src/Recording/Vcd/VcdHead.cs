using System.Globalization;

namespace GpioHub.Recording.Vcd;

/// <summary>Collects the head of a file, command by command.</summary>
internal sealed class VcdHead
{
    private readonly List<string> _scopes = [];
    private readonly List<VcdVariable> _variables = [];
    private readonly Dictionary<string, string> _realNames = [];
    private readonly Dictionary<string, int> _signals = [];
    private readonly List<int> _widths = [];
    private string? _date, _version;
    private long _unitFs;
    private int _letters;

    /// <summary>Signals by their word in the file.</summary>
    public Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Signals => _signals.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Bits of each signal; 0 = it has no bits.</summary>
    public IReadOnlyList<int> Widths => _widths;

    public long UnitFs => _unitFs;

    /// <summary>Takes a command and the words up to its <c>$end</c>.</summary>
    public void Take(string command, IReadOnlyList<string> words, long line)
    {
        switch (command)
        {
            case "$date":
                _date = Joined(words);
                break;
            case "$version":
                _version = Joined(words);
                break;
            case "$comment" when words is ["name", var path, var real]:
                Count(path.Length + real.Length, line);
                _realNames[path] = VcdName.Unquoted(real);
                break;
            case "$timescale":
                if (!VcdTime.TryReadScale(string.Concat(words), out _unitFs))
                    throw new VcdException(line, $"$timescale {Joined(words)}: expected 1, 10 or 100 of s, ms, us, ns, ps or fs");
                break;
            case "$scope":
                if (words.Count != 2) throw new VcdException(line, $"$scope {Joined(words)}: expected a kind and a name");
                if (_scopes.Count == VcdLimits.Scopes) throw new VcdException(line, $"scopes more than {VcdLimits.Scopes} deep");
                _scopes.Add(Unescaped(words[1]));
                break;
            case "$upscope":
                if (_scopes.Count == 0) throw new VcdException(line, "$upscope without a $scope");
                _scopes.RemoveAt(_scopes.Count - 1);
                break;
            case "$var":
                Declare(words, line);
                break;
        }
    }

    /// <summary><c>$enddefinitions</c>.</summary>
    public VcdDeclarations Done(long line)
    {
        if (_unitFs == 0) throw new VcdException(line, "the file has no $timescale: nobody can know how long its times are");
        if (_variables.Count == 0) throw new VcdException(line, "the file declares no signal");
        return new VcdDeclarations(_date, _version, _unitFs,
            [.. _variables.Select(variable => variable with { RealName = _realNames.GetValueOrDefault(variable.Path) })]);
    }

    /// <summary><c>$var KIND WIDTH IDENTIFIER NAME [RANGE] $end</c>; some programs write a name with blanks in it.</summary>
    private void Declare(IReadOnlyList<string> words, long line)
    {
        if (words.Count < 4) throw new VcdException(line, $"$var {Joined(words)}: expected kind, width, identifier and name");
        if (!int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int width) || width > VcdLimits.Width)
            throw new VcdException(line, $"$var with the width \"{words[1]}\": expected at most {VcdLimits.Width} bits");
        if (_variables.Count == VcdLimits.Variables) throw new VcdException(line, $"more than {VcdLimits.Variables} signals");
        bool isLevel = words[0] is not ("real" or "realtime" or "real_parameter" or "string") && width > 0;

        var (name, left, right) = NameOf([.. words.Skip(3)], width);
        string path = string.Join('.', _scopes.Append(name));
        Count(path.Length + words[2].Length, line);
        int bits = isLevel ? width : 0;
        if (!_signals.TryGetValue(words[2], out int signal))
        {
            _signals.Add(words[2], signal = _widths.Count);
            _widths.Add(bits);
        }
        else if (_widths[signal] != bits)
        {
            throw new VcdException(line, $"\"{words[2]}\" is declared with {_widths[signal]} bits and with {bits}");
        }
        _variables.Add(new VcdVariable(path, signal, width, left, right, isLevel));
    }

    /// <summary>Takes a range off a name. A single bit keeps its number in the name: it is one of several signals.</summary>
    private static (string Name, int Left, int Right) NameOf(string[] words, int width)
    {
        string whole = Unescaped(string.Join(' ', words));
        int open = whole.LastIndexOf('[');
        if (open <= 0 || !whole.EndsWith(']')) return (whole, width - 1, 0);
        string[] ends = whole[(open + 1)..^1].Split(':');
        string name = whole[..open].TrimEnd();
        if (!int.TryParse(ends[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int left)) return (whole, width - 1, 0);
        if (ends.Length == 1) return width == 1 ? ($"{name}[{left}]", left, left) : (whole, width - 1, 0);
        bool isRange = ends.Length == 2 && int.TryParse(ends[1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int right)
            && Math.Abs((long)left - right) + 1 == width;
        return isRange ? (name, left, int.Parse(ends[1], CultureInfo.InvariantCulture)) : (name, width - 1, 0);
    }

    /// <summary>An escaped identifier without its <c>\</c>.</summary>
    private static string Unescaped(string name) => name.Length > 1 && name[0] == '\\' ? name[1..].TrimEnd() : name;

    private void Count(int letters, long line)
    {
        _letters += letters;
        if (_letters > VcdLimits.Names) throw new VcdException(line, $"names of more than {VcdLimits.Names >> 20} MiB together");
    }

    private static string Joined(IReadOnlyList<string> words) => string.Join(' ', words);
}
