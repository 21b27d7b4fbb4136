using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using GpioHub.Configuration.Problems;
using GpioHub.Rules.Plan;

namespace GpioHub.Configuration.Format;

/// <summary>Text, perhaps of a given form.</summary>
/// <param name="form">The form of the whole text, as <c>^(?:…)\z</c>. Between these, .NET and JSON schema (ECMA 262) must agree on it. Null
/// = any text.</param>
internal sealed class TextKind(string expected, Regex? form = null) : ScalarKind<string>
{
    public override string Expected => expected;

    public override bool IsFreeText => form is null;

    public override bool TryParse(string text, [MaybeNullWhen(false)] out string value)
    {
        value = text;
        return form is null || form.IsMatch(text);
    }

    /// <summary>The schema allows more than text: where we see text, a YAML parser that types scalars sees a number, a boolean or
    /// null.</summary>
    public override JsonObject Schema(JsonSchema schema)
    {
        var types = new JsonArray("string", "number", "boolean");
        if (TryParse("~", out _)) types.Add("null");
        var made = new JsonObject { ["type"] = types };
        if (!TryParse("-1", out _)) made["minimum"] = 0;
        if (form is not null) made["pattern"] = $"{form.ToString()[..^"\\z".Length]}$";
        return made;
    }
}

/// <summary>One of a few given words.</summary>
internal sealed class ChoiceKind<T>(params (string Word, T Value)[] choices) : ScalarKind<T>
{
    private IEnumerable<string> WordsOf => choices.Select(c => c.Word);

    public override string Expected => choices.Length == 1
        ? choices[0].Word
        : $"{string.Join(", ", WordsOf.SkipLast(1))} or {choices[^1].Word}";

    public override bool TryParse(string text, [MaybeNullWhen(false)] out T value)
    {
        foreach ((string word, T meant) in choices)
        {
            value = meant;
            if (word == text) return true;
        }
        value = default;
        return false;
    }

    public override JsonObject Schema(JsonSchema schema) => new() { ["enum"] = new JsonArray([.. WordsOf.Select(w => (JsonNode)w)]) };

    protected override string Hint(string text) => Shown.DidYouMean(text, WordsOf);
}

/// <summary>A whole number in decimal digits.</summary>
internal sealed class IntegerKind(int min, int max) : ScalarKind<int>
{
    public override string Expected => min == max ? $"{min}" : $"a whole number {min}–{max}";

    public override bool TryParse(string text, out int value)
    {
        value = 0;
        return text.All(char.IsAsciiDigit)
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value >= min && value <= max;
    }

    public override JsonNode DefaultAsJson(string written) => int.Parse(written, CultureInfo.InvariantCulture);

    public override JsonObject Schema(JsonSchema schema) => new()
    {
        ["type"] = new JsonArray("integer", "string"),
        ["minimum"] = min,
        ["maximum"] = max,
        ["pattern"] = "^[0-9]+$",
    };
}

internal sealed class BooleanKind : ScalarKind<bool>
{
    public override string Expected => "true or false";

    public override bool TryParse(string text, out bool value)
    {
        value = text == "true";
        return value || text == "false";
    }

    public override JsonNode DefaultAsJson(string written) => written == "true";

    public override JsonObject Schema(JsonSchema schema) => new() { ["enum"] = new JsonArray(true, false, "true", "false") };
}

/// <summary>A time with its unit, or one of a few words instead (null). At most a day: our limit.</summary>
internal sealed partial class TimeKind(params string[] words) : ScalarKind<TimeSpan?>
{
    /// <summary>Zero is not allowed.</summary>
    public bool Positive { get; init; }

    /// <summary>The longest time; a day unless there is a reason.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromDays(1);

    public override string Expected => words.Length == 0 ? Time : $"{string.Join(", ", words)} or {Time}";

    private string Time =>
        $"a time{(Positive ? " above 0" : "")} such as 20us, 5ms, " +
        $"1s or 2m{(Longest < TimeSpan.FromDays(1) ? $", at most {Longest.TotalMinutes:0}m" : "")}";

    public override bool TryParse(string text, out TimeSpan? value)
    {
        value = null;
        if (words.Contains(text, StringComparer.Ordinal)) return true;
        if (!Form().IsMatch(text)) return false;
        int digits = text.TakeWhile(char.IsAsciiDigit).Count();
        long count = long.Parse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture);
        long ticks = count * (text[digits..]) switch
        {
            "us" => TimeSpan.TicksPerMicrosecond,
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" => TimeSpan.TicksPerMinute,
            _ => 0,      // "0" alone
        };
        value = TimeSpan.FromTicks(ticks);
        return value <= Longest && (ticks > 0 || !Positive);
    }

    public override JsonObject Schema(JsonSchema schema) => Positive ? Text("(?!0+[a-z])[0-9]{1,8}(?:us|ms|s|m)") : new JsonObject
    {
        ["anyOf"] = new JsonArray(new JsonObject { ["const"] = 0 }, Text("0", "[0-9]{1,8}(?:us|ms|s|m)")),
    };

    private JsonObject Text(params string[] forms) =>
        new() { ["type"] = "string", ["pattern"] = "^(?:" + string.Join('|', [.. words, .. forms]) + ")$" };

    public static string UnitHint(string text) => LineAddress.IsAllDigits(text) ? "; a time needs its unit" : "";

    protected override string Hint(string text) => text == "0" ? "" : UnitHint(text);

    [GeneratedRegex("^(?:0|[0-9]{1,8}(?:us|ms|s|m))\\z")]
    private static partial Regex Form();
}

/// <summary>How a reactor polls.</summary>
internal sealed class PollKind : ScalarKind<PollPlan>
{
    private static readonly TimeKind Time = new("auto", "off");

    public override string Expected => Time.Expected;

    public override bool TryParse(string text, [MaybeNullWhen(false)] out PollPlan value)
    {
        value = text == "auto" ? PollPlan.Adaptive : PollPlan.Off;
        if (!Time.TryParse(text, out TimeSpan? time)) return false;
        if (time is { } fix && fix > TimeSpan.Zero) value = new PollPlan(Auto: false, fix);
        return true;
    }

    public override JsonObject Schema(JsonSchema schema) => Time.Schema(schema);

    protected override string Hint(string text) => TimeKind.UnitHint(text);
}

/// <summary>An amount of memory, or off, which is 0.</summary>
internal sealed partial class MemoryKind : ScalarKind<long>
{
    private const long Least = 1 << 20, Most = 1 << 30;

    public override string Expected => "a size such as 16MiB, 1MiB to 1GiB, or off";

    public override bool TryParse(string text, out long value)
    {
        value = 0;
        if (text == "off") return true;
        if (Form().Match(text) is not { Success: true } match) return false;
        int shift = match.Groups[2].Value switch { "KiB" => 10, "MiB" => 20, _ => 30 };
        value = long.Parse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) << shift;
        return value is >= Least and <= Most;
    }

    public override JsonObject Schema(JsonSchema schema) =>
        new() { ["type"] = "string", ["pattern"] = "^(?:off|[0-9]{1,7}(?:KiB|MiB|GiB))$" };

    [GeneratedRegex("^([0-9]{1,7})(KiB|MiB|GiB)\\z")]
    private static partial Regex Form();
}

/// <summary>Permission bits in octal, without setuid, setgid and sticky.</summary>
internal sealed partial class ModeKind : ScalarKind<UnixFileMode>
{
    public override string Expected => "an octal mode such as 0660";

    public override bool TryParse(string text, out UnixFileMode value)
    {
        value = default;
        if (!Form().IsMatch(text)) return false;
        value = (UnixFileMode)Convert.ToInt32(text, 8);
        return true;
    }

    // Without quotes it is an integer to a YAML parser that types scalars.
    public override JsonObject Schema(JsonSchema schema) => new()
    {
        ["type"] = new JsonArray("string", "integer"),
        ["pattern"] = "^0?[0-7]{3}$",
        ["minimum"] = 0,
        ["maximum"] = 777,
    };

    [GeneratedRegex("^0?[0-7]{3}\\z")]
    private static partial Regex Form();
}

/// <summary>A host's name or address, and a TCP port.</summary>
internal sealed partial class HostAddressKind : ScalarKind<HostAddress>
{
    public override string Expected => "an address such as 10.77.0.2:4053, [fd00::2]:4053 or bench-b.lab:4053";

    public override bool TryParse(string text, out HostAddress value)
    {
        value = default;
        if (Form().Match(text) is not { Success: true } match) return false;
        int port = int.Parse(match.Groups["port"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);
        string name = match.Groups["six"] is { Success: true } six ? six.Value : match.Groups["name"].Value;
        value = new HostAddress(name, port);
        return port is >= 1 and <= 65_535 && (!match.Groups["six"].Success || IPAddress.TryParse(name, out _));
    }

    public override JsonObject Schema(JsonSchema schema) => new()
    {
        ["type"] = "string",
        ["pattern"] = "^(?:\\[[0-9A-Fa-f:.]+\\]|[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?):[0-9]{1,5}$",
    };

    [GeneratedRegex("^(?:\\[(?<six>[0-9A-Fa-f:.]+)\\]|(?<name>[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?)):(?<port>[0-9]{1,5})\\z")]
    private static partial Regex Form();
}

/// <summary>An address of this machine with a port, or <c>off</c> (null).</summary>
internal sealed partial class EndpointKind : ScalarKind<IPEndPoint?>
{
    public override string Expected => "127.0.0.1:PORT, [::1]:PORT, with tokens another ADDRESS:PORT, or off";

    public override bool TryParse(string text, out IPEndPoint? value)
    {
        value = null;
        if (text == "off") return true;
        return Form().IsMatch(text) && IPEndPoint.TryParse(text, out value) && value.Port > 0;
    }

    public override JsonObject Schema(JsonSchema schema) => new()
    {
        ["type"] = "string",
        ["pattern"] = "^(?:off|(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5})$",
    };

    [GeneratedRegex("^(?:[0-9]{1,3}(?:\\.[0-9]{1,3}){3}|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}\\z")]
    private static partial Regex Form();
}
