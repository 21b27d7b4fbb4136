using System.Collections.Immutable;
using System.Diagnostics;
using GpioHub.Configuration.Problems;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using Mark = GpioHub.Configuration.Problems.Mark;

namespace GpioHub.Configuration.Yaml;

/// <summary>The composer of one YAML document: it makes <see cref="ConfigNode"/>s from the parser's events, bounded in depth, length and
/// expansion.</summary>
/// <remarks>YamlDotNet's representation model has no such bounds, and recurses as deep as the file asks.</remarks>
internal sealed class YamlComposer
{
    private readonly string _text;
    private readonly string _file;
    private readonly ProblemLog _log;
    private readonly Scanner _scanner;
    private readonly Parser _parser;
    private readonly Dictionary<string, ConfigNode> _anchors = new(StringComparer.Ordinal);
    private readonly HashSet<string> _openAnchors = new(StringComparer.Ordinal);
    private readonly Stack<string> _flowEnds = new();
    private long _values;

    private YamlComposer(string text, string file, ProblemLog log)
    {
        (_text, _file, _log) = (text, file, log);
        _scanner = new Scanner(new StringReader(text), skipComments: true);
        _parser = new Parser(_scanner);
    }

    /// <summary>The document's root; null if the file is empty.</summary>
    /// <param name="text">Checked by <see cref="Utf8Text"/>.</param>
    /// <exception cref="NotYamlException">It is not YAML, or beyond a limit.</exception>
    public static ConfigNode? Compose(string text, string file, ProblemLog log) => new YamlComposer(text, file, log).Document();

    private ConfigNode? Document()
    {
        Next();
        if (Next() is StreamEnd) return null;
        ConfigNode root = Node(Next(), depth: 0);
        Next();
        if (Next() is DocumentStart second) throw new NotYamlException(At(second), "a second document; one file is one document");
        return root is ScalarNode { Text: "", Plain: true } ? null : root;
    }

    private ConfigNode Node(ParsingEvent e, int depth)
    {
        if (depth > Limits.Depth) throw new NotYamlException(At(e), $"nested deeper than {Limits.Depth}");
        if (e is AnchorAlias alias) return Aliased(alias);
        Count(1, e);
        // The parser can end a map after a key.
        if (e is not NodeEvent start) throw new NotYamlException(At(e), "not YAML: expected a value");
        if (!start.Tag.IsEmpty && !start.Tag.IsNonSpecific)
            _log.Error(At(e), "", $"tags such as {start.Tag.Value} are not part of this format");

        string? anchor = start.Anchor.IsEmpty ? null : start.Anchor.Value;
        if (anchor is not null) _openAnchors.Add(anchor);
        ConfigNode node = start switch
        {
            Scalar scalar => ScalarOf(scalar),
            SequenceStart sequence => List(sequence, depth),
            MappingStart mapping => Map(mapping, depth),
            _ => throw new UnreachableException($"YAML event {e.GetType().Name}"),
        };
        if (anchor is not null)
        {
            _openAnchors.Remove(anchor);
            _anchors[anchor] = node;
        }
        return node;
    }

    private ConfigNode Aliased(AnchorAlias alias)
    {
        string name = alias.Value.Value;
        if (_openAnchors.Contains(name)) throw new NotYamlException(At(alias), $"*{name} is inside itself");
        if (!_anchors.TryGetValue(name, out ConfigNode? target))
            throw new NotYamlException(At(alias), $"no anchor &{name} before this{Shown.DidYouMean(name, _anchors.Keys)}");
        Count(target.Size, alias);
        return target;
    }

    private ScalarNode ScalarOf(Scalar scalar)
    {
        if (scalar.Value.Length > Limits.ScalarLength)
            throw new NotYamlException(At(scalar), $"text of {scalar.Value.Length} characters; at most {Limits.ScalarLength}");
        return new ScalarNode(At(scalar), scalar.Value, scalar.Style == ScalarStyle.Plain);
    }

    private ListNode List(SequenceStart start, int depth)
    {
        bool flow = start.Style == SequenceStyle.Flow;
        var items = ImmutableArray.CreateBuilder<ConfigNode>();
        int size = 1;
        if (flow) _flowEnds.Push("]");
        for (ParsingEvent e = Next(); e is not SequenceEnd; e = Next())
        {
            items.Add(Node(e, depth + 1));
            size += items[^1].Size;
        }
        if (flow) _flowEnds.Pop();
        return new ListNode(At(start), size, items.DrainToImmutable());
    }

    private MapNode Map(MappingStart start, int depth)
    {
        bool flow = start.Style == MappingStyle.Flow;
        var entries = ImmutableArray.CreateBuilder<MapEntry>();
        int size = 1;
        if (flow) _flowEnds.Push("}");
        for (ParsingEvent e = Next(); e is not MappingEnd; e = Next())
        {
            ConfigNode key = Node(e, depth + 1);
            ConfigNode value = Node(Next(), depth + 1);
            size += key.Size + value.Size;
            if (key is ScalarNode text) entries.Add(new MapEntry(text, value));
            else _log.Error(At(e), "", $"expected a key, found {key.Kind}");
        }
        if (flow) _flowEnds.Pop();
        return new MapNode(At(start), size, entries.DrainToImmutable(), flow);
    }

    private ParsingEvent Next()
    {
        try
        {
            if (_parser.MoveNext() && _parser.Current is { } e) return e;
        }
        catch (YamlException e)
        {
            throw SyntaxText.Explain(e, _text, _file);
        }
        // The parser also throws exceptions that it does not document (an unclosed "[" gives InvalidOperationException). Nothing that a
        // file contains may end the hub.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            throw Unexpected();
        }
        throw Unexpected();
    }

    private NotYamlException Unexpected()
    {
        var place = new Mark(_file, (int)_scanner.CurrentPosition.Line, (int)_scanner.CurrentPosition.Column);
        string what = _flowEnds.TryPeek(out string? end) ? $"expected ',' or '{end}'" : "unexpected text";
        return new NotYamlException(place, "not YAML: " + what + SyntaxText.Hint(SyntaxText.LineOf(_text, place.Line), place.Column));
    }

    private void Count(int values, ParsingEvent e)
    {
        _values += values;
        if (_values > Limits.Values) throw new NotYamlException(At(e), $"more than {Limits.Values} values after aliases");
    }

    private Mark At(ParsingEvent e) => new(_file, (int)e.Start.Line, (int)e.Start.Column);
}
