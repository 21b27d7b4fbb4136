using System.Text.Json;
using Xunit;

namespace GpioHub.Hub.Tests.Support;

/// <summary>A reader of <c>/v1/events</c>, as NDJSON.</summary>
internal sealed class EventReader : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private EventReader(HttpResponseMessage answer, StreamReader lines) => (_answer, _lines) = (answer, lines);

    public static Task<EventReader> OpenAsync(TestHub hub, string query) => OpenAsync(hub.Http, query);

    public static async Task<EventReader> OpenAsync(HttpClient http, string query) =>
        await TryOpenAsync(http, query) ?? throw new InvalidOperationException("the stream was refused");

    /// <summary>Opens a stream as soon as those that have just ended have made room.</summary>
    public static async Task<EventReader> OpenWhenThereIsRoomAsync(TestHub hub, string query)
    {
        while (true)
        {
            if (await TryOpenAsync(hub.Http, query) is { } reader) return reader;
            await Task.Yield();
        }
    }

    /// <returns>null = the stream has ended.</returns>
    public Task<string?> LineAsync() => _lines.ReadLineAsync();

    /// <summary>The value of this key in the next document, which has it.</summary>
    public async Task<JsonElement> NextAsync(string key)
    {
        string? line = await LineAsync();
        Assert.NotNull(line);
        using var document = JsonDocument.Parse(line);
        Assert.True(document.RootElement.TryGetProperty(key, out var value), $"{key} expected, not {line}");
        return value.Clone();
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }

    private static async Task<EventReader?> TryOpenAsync(HttpClient http, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"http://hub/v1/events?{query}");
        var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        if (answer.IsSuccessStatusCode) return new EventReader(answer, new StreamReader(await answer.Content.ReadAsStreamAsync()));
        answer.Dispose();
        return null;
    }
}
