using System.Text.RegularExpressions;
using GpioHub.Configuration.Format;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

/// <summary>Compares the tables of docs/configuration.md with those by which the parser reads.</summary>
public partial class KeyTablesSpec
{
    /// <summary>In the order of the document: each table's keys, and of the settings both drivers' defaults.</summary>
    private static readonly Shape[][] Shapes =
    [
        [RigFormat.Top],
        [HubFormat.Shape],
        [HubFormat.Token],
        [RecorderFormat.Shape],
        [.. ChipDriverFormat.All.Select(driver => driver.Shape()), ChipFormat.RestartShape],
        [ChipFormat.SimLine, ChipFormat.GpioChipLine],
        [ChipFormat.SimLine, ChipFormat.GpioChipLine],
        [HostsFormat.Rig],
        [HostsFormat.Peer],
        [ChipFormat.SharedShape],
        [GuestFormat.Guest],
        [GuestFormat.Mapping],
        [BusFormat.Bus],
    ];

    private const int Chips = 4, Items = 5, Settings = 6;

    private static readonly string[] SettingNames =
        [.. LineSettings.OfGpioChip.Keys.Select(k => k.Name), LineSettings.Debounce.Name, LineSettings.Sample.Name];

    private static readonly Row[][] Tables = Read();

    /// <summary>Table, shape and name of each key, where it is told.</summary>
    public static TheoryData<int, string, string> Keys()
    {
        var keys = new TheoryData<int, string, string>();
        for (int table = 0; table < Shapes.Length; table++)
        {
            foreach (Shape shape in Shapes[table])
            {
                foreach (Key key in shape.Keys.Where(k => Tells(table, k.Name))) keys.Add(table, shape.Id, key.Name);
            }
        }
        return keys;
    }

    [Theory(DisplayName =
        "The tables of docs/configuration.md have a row for every key of every map, with its type and the default that the parser has " +
        "(IF-1.14)")]
    [MemberData(nameof(Keys))]
    public void EveryKeyIsTold(int table, string shape, string name)
    {
        Key key = Shapes[table].Single(s => s.Id == shape).Keys.Single(k => k.Name == name);
        Row row = Assert.Single(Tables[table], r => r.Key == name && (table != Chips || r.IsFor(shape)));

        Assert.All(TypeWords(key.Kind), word => Assert.Contains(word, row.Type, StringComparison.Ordinal));
        if (key.Required) Assert.StartsWith("required", row.Default, StringComparison.Ordinal);
        else if (key.Default is { } written && row.Default.Contains(", ", StringComparison.Ordinal))
        {
            Assert.Contains($"{DriverOf(shape)} `{written}`", row.Default,
                StringComparison.Ordinal);
        }
        else if (key.Default is not null) Assert.Equal($"`{key.Default}`", row.Default);
        else Assert.NotEmpty(row.Default);        // the parser makes it from something else: none, another key
    }

    [Fact(DisplayName = "The tables of docs/configuration.md name no key that the parser does not know at that place (IF-1.14)")]
    public void NoKeyIsInvented() => Assert.All(Tables, (rows, table) =>
        Assert.Empty(rows.Select(r => r.Key)
            .Except(Shapes[table].SelectMany(s => s.Keys).Select(k => k.Name).Where(name => Tells(table, name)))));

    [Fact(DisplayName = "The default of `restart` is that of its keys (IF-1.14)")]
    public void Restart() =>
        Assert.Equal($"`{{ min: {ChipFormat.RestartMin.Default}, max: {ChipFormat.RestartMax.Default} }}`",
            Tables[Chips].Single(r => r.Key == "restart").Default);

    private static string DriverOf(string shape) => shape.StartsWith("sim", StringComparison.Ordinal) ? "sim" : "gpiochip";

    /// <summary>A line's settings have a table of their own, beside that of chips and of their lines.</summary>
    private static bool Tells(int table, string name) => table switch
    {
        Chips or Items => !SettingNames.Contains(name),
        Settings => SettingNames.Contains(name),
        _ => true,
    };

    /// <summary>What a row says of a kind: its words, or what one writes for it.</summary>
    private static string[] TypeWords(ValueKind kind)
    {
        string expected = kind.Expected;
        return kind switch
        {
            IntegerKind => NumberWords(expected),
            ModeKind => ["mode"],
            TimeKind or PollKind => [.. Literals(expected.Split(" or a time")[0].Split("a time")[0]), "time"],
            EndpointKind => ["`127.0.0.1:PORT`", "`[::1]:PORT`", "`off`"],
            _ when kind.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ChoiceKind<>) =>
                Literals(expected),
            BooleanKind => Literals(expected),
            _ when expected.StartsWith("a list", StringComparison.Ordinal) => ["list"],
            _ when expected.StartsWith("a whole number", StringComparison.Ordinal) => ["number", "list"],
            _ => [""],
        };
    }

    /// <summary>A range if there is more to it than the limit that all lines and offsets have.</summary>
    private static string[] NumberWords(string expected) =>
        !expected.Contains('–', StringComparison.Ordinal) ? [expected] : Range().Match(expected) is { Groups: var g }
            && g[1].Value == "1" ? [g[0].Value] : ["number"];

    private static string[] Literals(string expected) =>
        [.. expected.Replace(" or ", ", ", StringComparison.Ordinal).Split(", ", StringSplitOptions.RemoveEmptyEntries)
            .Select(word => $"`{word}`")];

    /// <summary>Tables whose first column is a key or a setting.</summary>
    private static Row[][] Read()
    {
        string text = File.ReadAllText(Path.Combine(Rig.Repository, "docs/configuration.md"));
        return [.. Table().Matches(text).Select(m => (string[])m.Value.TrimEnd().Split('\n')).Select(lines =>
        {
            string[] header = Cells(lines[0]);
            return lines.Skip(2).Select(Cells).Where(cells => cells[0].StartsWith('`'))
                .Select(cells => new Row(cells[0].Trim('`'), At("for", cells), At("type", cells) + At("values", cells),
                    At("default", cells))).ToArray();

            string At(string column, string[] cells) => Array.IndexOf(header, column) is >= 0 and var i ? cells[i] : "";
        })];
    }

    private static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];

    private sealed record Row(string Key, string For, string Type, string Default)
    {
        public bool IsFor(string shape) =>
            For == "all" || shape == (ChipDriverFormat.All.SingleOrDefault(driver => driver.Name == For)?.Shape().Id ?? For);
    }

    [GeneratedRegex("^\\| (?:key|setting) \\|.*\n(?:\\|.*\n)+", RegexOptions.Multiline)]
    private static partial Regex Table();

    [GeneratedRegex("([0-9]+)–[0-9]+")]
    private static partial Regex Range();
}
