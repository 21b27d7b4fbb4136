using GpioHub.Fuzz.Support;

namespace GpioHub.Fuzz.Rings;

/// <summary>A simulated chip of a few nets, without Akka: it answers at once, later or never.</summary>
internal sealed class Bench(int nets)
{
    private readonly bool[] _levels = new bool[nets];
    private readonly List<ShellLine>[] _watchers = [.. Enumerable.Range(0, nets).Select(_ => new List<ShellLine>())];

    public bool this[int net] => _levels[net];

    public void Attach(ShellLine line, int net) => _watchers[net].Add(line);

    /// <summary>Changes a level; lines that watch the net sense the edge.</summary>
    public void Set(int net, bool level)
    {
        if (_levels[net] == level) return;
        _levels[net] = level;
        foreach (var line in _watchers[net]) line.Sense(level);
    }

    public void Renew(Dice dice)
    {
        for (int net = 0; net < _levels.Length; net++)
        {
            _levels[net] = dice.OneIn(2);
            _watchers[net].Clear();
        }
    }
}
