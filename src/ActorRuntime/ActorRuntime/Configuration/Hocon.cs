using System.Text;

namespace Akka.Configuration;

/// <summary>An object of a HOCON file. Values are strings, lists of strings, or objects.</summary>
internal sealed class HoconObject
{
    private readonly Dictionary<string, object> _values = [];

    public bool IsEmpty => _values.Count == 0;

    /// <summary>Sets a value; objects are merged with what is there.</summary>
    public void Set(IReadOnlyList<string> path, object value)
    {
        var at = this;
        foreach (string key in path.SkipLast(1))
        {
            if (at._values.GetValueOrDefault(key) is not HoconObject next) at._values[key] = next = new HoconObject();
            at = next;
        }
        string last = path[^1];
        at._values[last] = value is HoconObject added && at._values.GetValueOrDefault(last) is HoconObject present
            ? added.WithFallback(present)
            : value;
    }

    public object Find(string path)
    {
        object at = this;
        foreach (string key in HoconParser.SplitPath(path))
        {
            if (at is not HoconObject section || !section._values.TryGetValue(key, out at)) return null;
        }
        return at;
    }

    public HoconObject WithFallback(HoconObject fallback)
    {
        var merged = new HoconObject();
        foreach (var (key, value) in fallback._values) merged._values[key] = value;
        foreach (var (key, value) in _values) merged.Set([key], value);
        return merged;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        Write(text, 0);
        return text.ToString();
    }

    private void Write(StringBuilder text, int depth)
    {
        foreach (var (key, value) in _values)
        {
            text.Append(' ', depth * 2).Append('"').Append(key).Append('"');
            switch (value)
            {
                case HoconObject section:
                    text.AppendLine(" {");
                    section.Write(text, depth + 1);
                    text.Append(' ', depth * 2).AppendLine("}");
                    break;
                case IReadOnlyList<string> list:
                    text.Append(" = [").AppendJoin(", ", list.Select(v => $"\"{v}\"")).AppendLine("]");
                    break;
                default:
                    text.Append(" = \"").Append(value).AppendLine("\"");
                    break;
            }
        }
    }
}

/// <summary>Reads the part of HOCON that settings are written in: nested and dotted keys, quotes, lists, comments.</summary>
internal sealed class HoconParser(string text)
{
    private int _at;

    /// <exception cref="FormatException">with the offset</exception>
    public HoconObject Parse()
    {
        SkipSeparators();
        bool braced = TryTake('{');
        var root = ParseMembers(braced);
        SkipSeparators();
        return _at == text.Length ? root : throw Unexpected("the end");
    }

    /// <summary>Splits at dots outside quotes.</summary>
    public static List<string> SplitPath(string path)
    {
        var keys = new List<string>();
        var key = new StringBuilder();
        bool quoted = false;
        foreach (char c in path)
        {
            if (c == '"') quoted = !quoted;
            else if (c == '.' && !quoted) Next();
            else key.Append(c);
        }
        Next();
        return keys;

        void Next()
        {
            keys.Add(key.ToString().Trim());
            key.Clear();
        }
    }

    private HoconObject ParseMembers(bool braced)
    {
        var members = new HoconObject();
        while (true)
        {
            SkipSeparators();
            if (_at == text.Length) return braced ? throw Unexpected("}") : members;
            if (braced && TryTake('}')) return members;

            var path = SplitPath(ParseKey());
            if (TryTake('{'))
            {
                members.Set(path, ParseMembers(braced: true));
                continue;
            }
            if (!TryTake('=') && !TryTake(':')) throw Unexpected("=, : or {");
            SkipBlanks();
            members.Set(path, ParseValue());
        }
    }

    private string ParseKey()
    {
        int start = _at;
        bool quoted = false;
        while (_at < text.Length && (quoted || text[_at] is not ('=' or ':' or '{' or '}' or '\n')))
        {
            if (text[_at] == '"') quoted = !quoted;
            _at++;
        }
        string key = text[start.._at].Trim();
        return key.Length > 0 ? key : throw Unexpected("a key");
    }

    private object ParseValue()
    {
        if (TryTake('{')) return ParseMembers(braced: true);
        if (!TryTake('[')) return ParseScalar(inList: false);

        var list = new List<string>();
        while (true)
        {
            SkipSeparators();
            if (TryTake(']')) return list;
            list.Add(ParseScalar(inList: true));
        }
    }

    private string ParseScalar(bool inList)
    {
        if (_at == text.Length) throw Unexpected("a value");
        if (text.AsSpan(_at).StartsWith("\"\"\""))
        {
            int end = text.IndexOf("\"\"\"", _at + 3, StringComparison.Ordinal);
            if (end < 0) throw Unexpected("\"\"\"");
            string raw = text[(_at + 3)..end];
            _at = end + 3;
            return raw;
        }
        if (TryTake('"')) return ParseQuoted();

        int start = _at;
        while (_at < text.Length && text[_at] is not ('\n' or ',' or '}' or '#') && !(inList && text[_at] == ']') && !IsComment()) _at++;
        return text[start.._at].Trim();
    }

    private string ParseQuoted()
    {
        var value = new StringBuilder();
        while (_at < text.Length && text[_at] != '"')
        {
            if (text[_at] == '\\' && _at + 1 < text.Length)
            {
                _at++;
                value.Append(text[_at] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var c => c });
            }
            else
            {
                value.Append(text[_at]);
            }
            _at++;
        }
        if (!TryTake('"')) throw Unexpected("\"");
        return value.ToString();
    }

    private void SkipSeparators()
    {
        while (_at < text.Length)
        {
            if (text[_at] == '#' || IsComment())
                while (_at < text.Length && text[_at] != '\n') _at++;
            else if (char.IsWhiteSpace(text[_at]) || text[_at] == ',')
                _at++;
            else
                return;
        }
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t' or '\r') _at++;
    }

    private bool IsComment() => text.AsSpan(_at).StartsWith("//");

    private bool TryTake(char c)
    {
        if (_at >= text.Length || text[_at] != c) return false;
        _at++;
        return true;
    }

    private FormatException Unexpected(string expected) => new($"HOCON, offset {_at}: expected {expected}");
}
