using System.Collections.Immutable;
using GpioHub.Recording.Vcd;

namespace GpioHub.Recording.Replay;

/// <summary>Finds the bits of a file that an order names.</summary>
internal static class ReplayWires
{
    private const int Shown = 5;

    /// <returns>By signal: its bits and the lines onto which they go; and these lines.</returns>
    /// <exception cref="ReplayException">A signal is not there, or a line is there twice.</exception>
    public static (ILookup<int, ReplayWire> Wires, ImmutableArray<string> Lines) Of(ReplayOrder order, VcdDeclarations file)
    {
        var maps = order.Maps.IsEmpty ? Own(file) : order.Maps.SelectMany(map => Of(map, order, file));
        var lines = new List<string>();
        var wires = new List<(int Signal, ReplayWire Wire)>();
        foreach (var (signal, place, line) in maps)
        {
            if (lines.Contains(line)) throw new ReplayException($"{line} is mapped twice");
            wires.Add((signal, new ReplayWire(place, lines.Count)));
            lines.Add(line);
        }
        return (wires.ToLookup(wire => wire.Signal, wire => wire.Wire), [.. lines]);
    }

    /// <summary>The nets of a file that a hub has recorded, by their own addresses.</summary>
    private static (int Signal, int Place, string Line)[] Own(VcdDeclarations file)
    {
        (int, int, string)[] own = [.. file.Variables.Select(variable => (variable, Address: AddressOf(variable)))
            .Where(net => net.Address is not null).Select(net => (net.variable.Signal, 0, net.Address!))];
        return own.Length > 0
            ? own
            : throw new ReplayException("the file was not recorded by a hub, so nothing says which signal is which line: " +
                $"map signals to lines (SIGNAL=LINE); it has {string.Join(", ", file.Variables.Take(Shown).Select(v => v.Path))}" +
                $"{(file.Variables.Length > Shown ? ", …" : "")}");
    }

    /// <summary>The address of a net of a hub's own file; null = it is none.</summary>
    private static string? AddressOf(VcdVariable variable)
    {
        string[] parts = variable.Path.Split('.');
        bool isNet = parts is ["gpiohub", not "guests", _] && variable is { Width: 1, IsLevel: true };
        return !isNet ? null : variable.RealName ?? $"{parts[1]}/{parts[2]}";
    }

    private static IEnumerable<(int Signal, int Place, string Line)> Of(ReplayMap map, ReplayOrder order, VcdDeclarations file)
    {
        var (variable, bit) = Find(map.Signal, file);
        if (!variable.IsLevel) throw new ReplayException($"{variable.Path} is a real or a text: it has no level");
        ImmutableArray<string> lines = order.Bus(map.Line) ?? [map.Line];
        if (bit is not null && lines.Length == 1) return [(variable.Signal, bit.Value, lines[0])];
        int width = bit is null ? variable.Width : 1;
        if (lines.Length != width)
        {
            string hint = width > 1 && lines.Length == 1 ? $"; name one: {variable.Path}[{variable.RightBit}]" : "";
            throw new ReplayException($"{map.Signal} has {width} bits, and {map.Line} {lines.Length}{hint}");
        }
        return lines.Select((line, place) => (variable.Signal, place, line));
    }

    /// <summary>A variable by its name, or one bit of it by its name and number.</summary>
    private static (VcdVariable Variable, int? Bit) Find(string name, VcdDeclarations file)
    {
        var found = file.Find(name);
        if (found.Length == 1) return (found[0], null);
        if (found.Length > 1)
        {
            throw new ReplayException($"\"{name}\" may be {string.Join(" or ", found.Take(Shown).Select(one => one.Path))}: " +
                "give more of its path");
        }

        int open = name.LastIndexOf('[');
        if (open > 0 && name.EndsWith(']') && int.TryParse(name[(open + 1)..^1], out int bit)
            && file.Find(name[..open]) is [var vector])
        {
            return (vector, vector.PlaceOf(bit)
                ?? throw new ReplayException($"{vector.Path} has no bit {bit}; it has [{vector.LeftBit}:{vector.RightBit}]"));
        }
        throw new ReplayException($"the file has no signal \"{name}\"; there is {string.Join(", ", file.Near(name, Shown))}");
    }
}

/// <param name="Place">Of the bit in its signal, from 0 at the left.</param>
/// <param name="Line">Place of the line in the plan.</param>
internal readonly record struct ReplayWire(int Place, int Line);
