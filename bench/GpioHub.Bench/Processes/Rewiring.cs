using System.Net.Http.Headers;

namespace GpioHub.Bench.Processes;

/// <summary>A thread that applies two rigs to a hub in turns, with a pause between.</summary>
internal sealed class Rewiring : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly HttpClient _http;
    private readonly Task _loop;
    private readonly int _pauseMs;
    private long _applied;

    /// <param name="texts">The two; the hub has the second.</param>
    public Rewiring(string folder, string[] texts, int pauseMs)
    {
        _pauseMs = pauseMs;
        _http = ControlSocket.Client(folder);
        _loop = Task.Run(() => ApplyAsync(texts));
    }

    /// <returns>How many rigs were applied.</returns>
    public long End()
    {
        _end.Cancel();
        _loop.Wait();
        return _applied;
    }

    public void Dispose()
    {
        _end.Dispose();
        _http.Dispose();
    }

    private async Task ApplyAsync(string[] texts)
    {
        for (; !_end.IsCancellationRequested || _applied % 2 == 1; _applied++)
        {
            using var body = new StringContent(texts[_applied % 2], new MediaTypeHeaderValue("application/yaml"));
            using var answer = await _http.PostAsync(new Uri("http://hub/v1/config/apply"), body);
            if (!answer.IsSuccessStatusCode)
                throw new BenchException($"the hub does not apply a rig: {await answer.Content.ReadAsStringAsync()}");
            await Task.Delay(_pauseMs);
        }
    }
}
