using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Control.Wire;

namespace GpioHub.Hub.Commands.Client;

/// <summary>A client of a running hub's control API, for the verbs. A refusal becomes a <see cref="CommandException"/> with the hub's own
/// words.</summary>
internal sealed class HubClient : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;
    private readonly string _path;
    private Socket? _first;

    private HubClient(string path, Socket first)
    {
        _path = path;
        _first = first;
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync, UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <param name="asked">The value of <c>--hub</c>; null = not given.</param>
    public static async Task<HubClient> FindAsync(string? asked, Terminal terminal, CancellationToken cancel)
    {
        var (path, connection) = await HubLocator.FindAsync(asked, terminal, cancel);
        return new HubClient(path, connection);
    }

    /// <summary>The resource of a line, each part encoded once.</summary>
    public static string PathOf(LineAddress line) => new Target(line.ToString(), line).Path;

    public Task<string> TextAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Get, path, body: null, cancel);

    public async Task<T> DocumentAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) =>
        JsonSerializer.Deserialize(await TextAsync(path, cancel), type)
        ?? throw new CommandException(ExitCode.Failed, $"the hub answered nothing to {path}");

    public Task PutAsync(string path, string body, CancellationToken cancel) => SendAsync(HttpMethod.Put, path, body, cancel);

    public Task PutJsonAsync(string path, string json, CancellationToken cancel) => SendAsync(HttpMethod.Put, path, json, cancel,
        request => request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/json"));

    /// <param name="within">How long the answer may take; null = as any.</param>
    public Task<string> PostAsync(string path, string json, CancellationToken cancel, TimeSpan? within = null) => SendAsync(
        HttpMethod.Post, path, json, cancel,
        request => request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/json"), within);

    /// <summary>Posts a file as it is, however long that takes.</summary>
    public async Task<string> PostFileAsync(string path, Stream file, CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Post, path);
        request.Content = new StreamContent(file);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var response = await GuardAsync(() => _http.SendAsync(request, cancel));
        string answer = await response.Content.ReadAsStringAsync(cancel);
        return response.IsSuccessStatusCode ? answer : throw Refusal(response, answer);
    }

    public Task DeleteAsync(string path, CancellationToken cancel) => SendAsync(HttpMethod.Delete, path, body: null, cancel);

    /// <summary>Posts a configuration, or nothing.</summary>
    /// <param name="generation">Only if this generation is in force; null = whatever is.</param>
    public async Task<T> PostAsync<T>(string path, string yaml, long? generation, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        string answer = await SendAsync(HttpMethod.Post, path, yaml, cancel, request =>
        {
            request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
            if (generation is { } meant)
                request.Headers.IfMatch.Add(new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{meant}\"")));
        });
        return JsonSerializer.Deserialize(answer, type)
            ?? throw new CommandException(ExitCode.Failed, $"the hub answered nothing to {path}");
    }

    /// <summary>Reads an answer line by line, as it comes; ends when the hub ends it.</summary>
    public IAsyncEnumerable<string> LinesAsync(string path, CancellationToken cancel) => LinesAsync(path, after: null, _ => { }, cancel);

    /// <summary>Reads a stream of events line by line.</summary>
    /// <param name="after">With which a reader comes back (<c>Last-Event-ID</c>); null = a new one.</param>
    /// <param name="run">Gets the name of the hub's run.</param>
    public async IAsyncEnumerable<string> LinesAsync(
        string path, string? after, Action<string?> run, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Get, path);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/x-ndjson"));
        if (after is not null) request.Headers.Add("Last-Event-ID", after);
        using var response = await GuardAsync(() => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel));
        if (!response.IsSuccessStatusCode) throw Refusal(response, await response.Content.ReadAsStringAsync(cancel));

        run(response.Headers.TryGetValues(EventItem.RunHeader, out var names) ? names.First() : null);
        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        using var reader = new StreamReader(stream);
        while (await GuardAsync(() => reader.ReadLineAsync(cancel).AsTask()) is { } line) yield return line;
    }

    /// <summary>Reads an answer as it comes, whole lines of it at a time.</summary>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> WholeLinesAsync(string path, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var request = Request(HttpMethod.Get, path);
        using var response = await GuardAsync(() => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel));
        if (!response.IsSuccessStatusCode) throw Refusal(response, await response.Content.ReadAsStringAsync(cancel));

        await using var stream = await response.Content.ReadAsStreamAsync(cancel);
        byte[] buffer = new byte[64 * 1024];
        int kept = 0;                                                       // the beginning of a line whose end has not come
        while (await GuardAsync(() => stream.ReadAsync(buffer.AsMemory(kept), cancel).AsTask()) is > 0 and var length)
        {
            int end = buffer.AsSpan(0, kept + length).LastIndexOf((byte)'\n') + 1;
            if (end > 0) yield return buffer.AsMemory(0, end);
            kept = kept + length - end;
            buffer.AsSpan(end, kept).CopyTo(buffer);
            if (kept == buffer.Length) Array.Resize(ref buffer, 2 * buffer.Length);
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _first?.Dispose();
    }

    /// <summary>Sends a request. If the connection is cut before the answer, what may be done twice is sent once more: another process may
    /// have taken over the hub.</summary>
    private async Task<string> SendAsync(HttpMethod method, string path, string? body, CancellationToken cancel,
        Action<HttpRequestMessage>? dress = null, TimeSpan? within = null)
    {
        var time = within ?? AnswerTimeout;
        try
        {
            return await SendOnceAsync(method, path, body, dress, time, cancel);
        }
        catch (CommandException e) when (e.ExitCode == ExitCode.NoHub && method != HttpMethod.Post)
        {
            return await SendOnceAsync(method, path, body, dress, time, cancel);
        }
    }

    private async Task<string> SendOnceAsync(HttpMethod method, string path, string? body,
        Action<HttpRequestMessage>? dress, TimeSpan time, CancellationToken cancel)
    {
        using var request = Request(method, path);
        if (body is not null) request.Content = new StringContent(body);
        dress?.Invoke(request);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(time);
        try
        {
            using var response = await GuardAsync(() => _http.SendAsync(request, limit.Token));
            string answer = await response.Content.ReadAsStringAsync(limit.Token);
            return response.IsSuccessStatusCode ? answer : throw Refusal(response, answer);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new CommandException(ExitCode.TimedOut, $"the hub at {_path} did not answer within {time.TotalSeconds:0} s");
        }
    }

    // No canonicalisation: a line may be called "..", and a client library must not take that for a folder.
    private static HttpRequestMessage Request(HttpMethod method, string path) =>
        new(method, new Uri("http://hub" + path, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }));

    private async Task<T> GuardAsync<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask();
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new CommandException(ExitCode.NoHub, $"the hub at {_path} has gone");
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancel)
    {
        var socket = Interlocked.Exchange(ref _first, null) ?? await HubLocator.ConnectAsync(_path, cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private static CommandException Refusal(HttpResponseMessage response, string body)
    {
        int status = (int)response.StatusCode;
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            && JsonSerializer.Deserialize(body, WireJson.Default.ProblemDocument) is { } problem)
        {
            return new CommandException(ExitCode.Of(status),
                string.Join('\n', [problem.Detail, .. problem.Errors?.Select(error => error.Text) ?? []]));
        }

        return new CommandException(ExitCode.Of(status),
            $"the hub answered {status} to {response.RequestMessage?.RequestUri?.PathAndQuery}");
    }
}
