using System.Globalization;
using System.Text.Json;
using GpioHub.Configuration;

namespace GpioHub.Hub.Control.Requests;

/// <summary>A small JSON object that a client sent: known keys, once each, and each value in one form. Every mistake is a 400 that names
/// the key.</summary>
internal sealed class JsonBody
{
    private readonly Dictionary<string, JsonElement> _values = [];

    private JsonBody()
    {
    }

    /// <exception cref="ProblemException">400: no JSON object, an unknown key, or one that is there twice.</exception>
    public static JsonBody Parse(string body, params string[] keys) => Parse(body, keys, []);

    /// <param name="body">The text.</param>
    /// <param name="keys">What may be in it.</param>
    /// <param name="answered">Keys of answers alone: who sends back what GET gave has them too. Their values are not looked at.</param>
    /// <inheritdoc cref="Parse(string, string[])"/>
    public static JsonBody Parse(string body, string[] keys, string[] answered)
    {
        using var document = Read(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object)
            throw ProblemException.Malformed($"the body is to be a JSON object with {string.Join(", ", keys)}");

        var read = new JsonBody();
        foreach (var property in document.RootElement.EnumerateObject())
        {
            if (answered.Contains(property.Name)) continue;
            if (!keys.Contains(property.Name)) throw ProblemException.Malformed(Unknown(property.Name, keys));
            if (!read._values.TryAdd(property.Name, property.Value.Clone()))
                throw ProblemException.Malformed($"\"{property.Name}\" is there twice");
        }

        return read;
    }

    /// <summary>An object whose keys are the client's own.</summary>
    /// <exception cref="ProblemException">400: no JSON object, or a key that is there twice.</exception>
    public static JsonBody ParseAny(string body)
    {
        using var document = Read(body);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw ProblemException.Malformed("the body is to be a JSON object");
        return Parse(body, [.. document.RootElement.EnumerateObject().Select(property => property.Name)], []);
    }

    /// <summary>The keys that are there, as they stand in the body.</summary>
    public IEnumerable<string> Keys => _values.Keys;

    /// <returns>null = the key is not there, or null.</returns>
    public string? Text(string key) => Of(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw Wrong(key, value, "a text");

    /// <summary>A word, or a whole number as it would be written.</summary>
    /// <inheritdoc cref="Text"/>
    public string? NumberOrText(string key) => Of(key) is { ValueKind: JsonValueKind.Number }
        ? Unsigned64(key).ToString(CultureInfo.InvariantCulture)
        : Text(key);

    /// <inheritdoc cref="Text"/>
    public int? Number(string key) => Of(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number) ? number
        : throw Wrong(key, value, "a whole number");

    /// <inheritdoc cref="Text"/>
    public double? Real(string key) => Of(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double number) ? number
        : throw Wrong(key, value, "a number");

    /// <inheritdoc cref="Text"/>
    public bool? Flag(string key) => Of(key) is not { } value ? null
        : value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean()
        : throw Wrong(key, value, "true or false");

    /// <inheritdoc cref="Text"/>
    public uint? Unsigned(string key) => Of(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Number && value.TryGetUInt32(out uint number) ? number
        : throw Wrong(key, value, $"a whole number from 0 to {uint.MaxValue}");

    private ulong Unsigned64(string key) => Of(key) is { } value && value.TryGetUInt64(out ulong number)
        ? number
        : throw Wrong(key, Of(key)!.Value, "a whole number");

    /// <inheritdoc cref="Text"/>
    public TimeSpan? Time(string key) => Of(key) is { } value ? TimeOf(key, value) : null;

    /// <inheritdoc cref="Text"/>
    public IReadOnlyList<TimeSpan>? Times(string key) => Of(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().Select(time => TimeOf(key, time))]
        : throw Wrong(key, value, "a list of times");

    /// <inheritdoc cref="Text"/>
    public IReadOnlyList<string>? Texts(string key) => Of(key) is not { } value ? null
        : value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(text => text.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(text => text.GetString()!)]
        : throw Wrong(key, value, "a list of texts");

    private static JsonDocument Read(string body)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 4 });
        }
        catch (JsonException e)
        {
            throw ProblemException.Malformed($"the body is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}");
        }
    }

    private static string Unknown(string name, string[] keys) =>
        $"unknown key \"{name}\"; " +
        $"{(NearestName.Of(name, keys) is { } near ? $"did you mean \"{near}\"?" : $"there are {string.Join(", ", keys)}")}";

    private static TimeSpan TimeOf(string key, JsonElement value)
    {
        string? text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null && WrittenTime.TryParse(text, out var time) ? time : throw Wrong(key, value, WrittenTime.Expected);
    }

    private static ProblemException Wrong(string key, JsonElement value, string expected)
    {
        string raw = value.GetRawText();
        return ProblemException.Malformed($"{key} {(raw.Length <= 40 ? raw : $"{raw[..40]}…")}: expected {expected}");
    }

    private JsonElement? Of(string key) => _values.TryGetValue(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
