using System.Text.Json.Nodes;
using GpioHub.Configuration.Format;
using Xunit;

namespace GpioHub.Hub.Tests.Configuration;

public class JsonSchemaSpec
{
    private const string Committed = "config/gpiohub.schema.json";

    private static readonly JsonSchemaValidator Schema = new(JsonNode.Parse(JsonSchema.Write())!.AsObject());

    private const string Hosts = "rig: { name: r, host: a, listen: '127.0.0.1:1' }\n";

    /// <summary>A rig around one key, for every table of keys: <c>@</c> stands for the key and its value.</summary>
    private static readonly (Shape Shape, string Around)[] Places =
    [
        (RigFormat.Top, "{ @ }"),
        (HostsFormat.Rig, "rig: { name: r, host: a, listen: '127.0.0.1:1', @ }"),
        (HostsFormat.Peer, Hosts + "hubs: { b: { at: '127.0.0.1:2', @ } }"),
        (ChipFormat.Remote, Hosts + "hubs: { b: { at: '127.0.0.1:2' } }\nchips: { c: { driver: remote, hub: b, @ } }"),
        (ChipFormat.RemoteLine,
            Hosts + "hubs: { b: { at: '127.0.0.1:2' } }\nchips: { c: { driver: remote, hub: b, lines: [ { offset: 0, @ } ] } }"),
        (HubFormat.Shape, "hub: { @ }"),
        (HubFormat.Token, "hub: { tokens: [ { name: a, role: view, file: f, @ } ] }"),
        (ChipFormat.Sim, "chips: { c: { driver: sim, lines: 1, @ } }"),
        (ChipFormat.SharedShape, Hosts + "chips: { c: { driver: sim, lines: [L], share: [ { line: L, @ } ] } }"),
        (ChipFormat.GpioChip, "chips: { c: { driver: gpiochip, label: x, @ } }"),
        (ChipFormat.SimLine, "chips: { c: { driver: sim, lines: [ { @ } ] } }"),
        (ChipFormat.GpioChipLine, "chips: { c: { driver: gpiochip, label: x, lines: [ { offset: 0, @ } ] } }"),
        (GuestFormat.Guest, "guests: { 'g{1..1}': { lines: [], slots: 1, @ } }"),
        (GuestFormat.Mapping, "guests: { 'g{1..1}': { lines: [ { @ } ] } }"),
        (BusFormat.Bus, "chips: { c: { driver: sim, lines: [L] } }\nbuses: { b: { lines: [c/L], @ } }"),
    ];

    // Left out: numbers spelt otherwise (0x10, +1, 1e3), which JSON cannot tell from 16, 1 and 1000 but we can.
    private static readonly string[] Values =
    [
        "x", "1", "0", "2", "-1", "65536", "99999999999", "1.5", "true", "false", "yes", "~", "\"\"", "[]", "{}", "[x]", "[1, {}]",
        "{ x: 1 }", "[{ name: x }]", "0660", "\"0660\"", "888", "06600", "5ms", "20us", "1h", "5 ms", "auto", "off", "hold", "return",
        "read", "pull-up", "pullup", "open-drain", "high", "wired-or", "inout", "sim", "thread", "\"127.0.0.1:8080\"", "\"[::1]:1\"",
        "\"0.0.0.0:80\"", "a.b", "a b", "\"a\\nb\"", "\"é\"", "abcdefghijklmnopqrstuvwxyzabcdef", "\"a{n}\"",
    ];

    /// <summary>Keys whose values mean something only beside the rest of the file: the schema takes more than the parser.</summary>
    private static readonly Key[] KnownToTheParserOnly =
        [RigFormat.Include, GuestFormat.From, GuestFormat.OnReleased, ChipFormat.SimName, ChipFormat.Offset,
            ChipFormat.Restart, ChipFormat.Match, HubFormat.Http, BusFormat.Lines, ChipFormat.Share, ChipFormat.SharedLine,
            ChipFormat.Host, ChipFormat.Hub, GuestFormat.Host, HostsFormat.Listen, HostsFormat.Ca, HostsFormat.Certificate];

    [Fact(DisplayName = "The committed schema is the one that the parser's tables make; build/schema.sh writes it (IF-1.14)")]
    public void CommittedIsGenerated()
    {
        string path = Path.Combine(Rig.Repository, Committed);
        if (Environment.GetEnvironmentVariable("GPIOHUB_WRITE_SCHEMA") == "1") File.WriteAllText(path, JsonSchema.Write());

        Assert.Equal(JsonSchema.Write(), File.ReadAllText(path));
    }

    public static TheoryData<string> Shapes() => [.. Places.Select(p => p.Shape.Id)];

    [Theory(DisplayName = "Parser and schema agree on every value of every key (IF-1.14)")]
    [MemberData(nameof(Shapes))]
    public void AgreeOnValues(string shape)
    {
        (Shape keys, string around) = Places.Single(p => p.Shape.Id == shape);
        var disagreements = new List<string>();
        foreach (Key key in keys.Keys)
        {
            foreach (string value in Values)
            {
                string yaml = Replaced(around, key.Name, value);
                (bool parser, bool schema) = (ParserTakes(yaml), SchemaTakes(yaml));
                bool parserOnly = KnownToTheParserOnly.Contains(key)
                    || value.Contains("{n}", StringComparison.Ordinal)
                    || key.Kind is ModeKind                              // 0001 and 1 are one number in JSON
                    || (key.Kind is IntegerKind && value[0] == '"');     // the range of a quoted number
                if (parser != schema && !(parserOnly && schema))
                    disagreements.Add($"{yaml}: parser {parser}, schema {schema}; {string.Join(" | ", Rig.Said(yaml))}");
            }
        }
        Assert.Empty(disagreements);
    }

    [Theory(DisplayName = "Parser and schema agree on which keys there are (IF-1.14)")]
    [MemberData(nameof(Shapes))]
    public void AgreeOnKeys(string shape)
    {
        (Shape _, string around) = Places.Single(p => p.Shape.Id == shape);
        string[] names = [.. Places.SelectMany(p => p.Shape.Keys).Select(k => k.Name).Distinct(), "nonsense", "active_low", "<<"];
        Assert.All(names, name =>
        {
            Shape own = Places.Single(p => p.Shape.Id == shape).Shape;
            if (own.Keys.Any(k => k.Name == name)) return;
            string yaml = around.Replace("@", $"{name}: x", StringComparison.Ordinal);
            Assert.Equal((false, false), (ParserTakes(yaml), SchemaTakes(yaml)));
        });
    }

    public static TheoryData<string, bool> Documents() => new()
    {
        { "{}", true },
        { "version: 1", true },
        { "version: 2", false },
        { "[]", false },
        { "text", false },
        { "chips: { a: { driver: sim, lines: 4 } }", true },
        { "chips: { a: { lines: 4 } }", false },
        { "chips: { a: { driver: sim } }", false },
        { "chips: { a: { driver: simulated, lines: 4 } }", false },
        { "chips: { a: { driver: sim, lines: 4, label: x } }", false },
        { "chips: { a: { driver: sim, lines: [A, 1, { name: B, bias: pull-up }, {}] } }", true },
        { "chips: { a: { driver: sim, lines: [[A]] } }", false },
        { "chips: { a b: { driver: sim, lines: 4 } }", false },
        { "chips: { a: }", false },
        { "chips: { a: { driver: gpiochip, label: x } }", true },
        { "chips: { a: { driver: gpiochip } }", false },
        { "chips: { a: { driver: gpiochip, label: x, path: /dev/x } }", false },
        { "chips: { a: { driver: gpiochip, match: { label: x, P: '*' }, restart: { min: 1s, max: 2s } } }", true },
        { "chips: { a: { driver: gpiochip, label: x, lines: [NAME, { offset: 1 }, { name: X, debounce: 5ms, sample: off }] } }", true },
        { "chips: { a: { driver: gpiochip, label: x, lines: [{ bias: pull-up }] } }", false },
        { "guests: { a: { lines: [], slots: 1 } }", true },
        { "guests: { a: {} }", false },
        { "guests: { control: { lines: [] } }", false },
        { "guests: { view: { lines: [] } }", false },
        { "hub: { http: '0.0.0.0:80', tokens: [{ name: ci, role: control, file: ci.token }], httpNames: [rig.lab] }", true },
        { "hub: { tokens: [{ name: ci, file: ci.token }] }", false },
        { "hub: { tokens: [ci.token] }", false },
        { "guests: { 'a{1..3}': { lines: [{ name: 'X{n}', line: 3 }, {}], slots: '{n}{n}', socketMode: '06{n}0' } }", true },
        { "guests: { a: { lines: [bench/IGN] } }", false },
        { "chips: { c: { driver: sim, lines: 2 } }\nbuses: { B: [c/0, c/1], D: { lines: [c/1], order: lsb-first } }", true },
        { "chips: { c: { driver: sim, lines: 2 } }\nbuses: { B: c/0 }", false },
        { "chips: { c: { driver: sim, lines: 2 } }\nbuses: { B: { order: lsb-first } }", false },
        { "chips: { c: { driver: sim, lines: 2 } }\nbuses: { 'B C': [c/0] }", false },
        { "guests: { a: { lines: [{ name: X, bias: pull-up }] } }", false },
        { "rig: { name: r, listen: '127.0.0.1:1' }\nhubs: { b: { at: '127.0.0.2:1' } }\nchips: { c: { driver: remote, hub: b } }", true },
        { "rig: { name: r, listen: '127.0.0.1:1' }\nhubs: { b: { away: 1s } }", false },
        { "rig: { host: a, listen: '127.0.0.1:1' }", false },
        { "chips: { c: { driver: remote } }", false },
    };

    [Theory(DisplayName = "Parser and schema agree on whole documents (IF-1.14)")]
    [MemberData(nameof(Documents))]
    public void AgreeOnDocuments(string yaml, bool valid) => Assert.Equal((valid, valid), (ParserTakes(yaml), SchemaTakes(yaml)));

    [Theory(DisplayName = "The example rigs satisfy the schema (IF-1.14)")]
    [MemberData(nameof(ExampleRigsSpec.Files), MemberType = typeof(ExampleRigsSpec))]
    public void ExamplesSatisfyIt(string file, string summary)
    {
        Assert.StartsWith("ok", summary, StringComparison.Ordinal);
        Assert.True(SchemaTakes(File.ReadAllText(Path.Combine(Rig.Repository, file))));
    }

    private static bool ParserTakes(string yaml) => Rig.Load(yaml).Plan is not null;

    private static bool SchemaTakes(string yaml) => Schema.IsValid(JsonSchemaValidator.FromYaml(yaml));

    /// <summary>The document with the key in it, instead of the one of that name if there is one.</summary>
    private static string Replaced(string around, string key, string value)
    {
        string entry = $"{key}: {value}";
        string standing = around.Contains($" {key}: ", StringComparison.Ordinal) ? $" {key}: " : "";
        if (standing.Length == 0) return around.Replace("@", entry, StringComparison.Ordinal);
        int from = around.LastIndexOf(standing, StringComparison.Ordinal) + 1;
        int to = around.IndexOf(',', from);
        return around[..from] + entry + around[to..].Replace(", @", "", StringComparison.Ordinal);
    }
}
