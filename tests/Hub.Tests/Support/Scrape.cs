using System.Globalization;
using Xunit;

namespace GpioHub.Hub.Tests.Support;

/// <summary>Metrics as Prometheus reads them: what stands before the value, and the value.</summary>
internal sealed class Scrape
{
    private readonly Dictionary<string, double> _samples = [];

    public Scrape(string text)
    {
        Text = text;
        foreach (string line in text.TrimEnd('\n').Split('\n').Where(line => line[0] != '#'))
        {
            int space = line.LastIndexOf(' ');
            _samples.Add(line[..space], double.Parse(line[(space + 1)..], CultureInfo.InvariantCulture));
        }
    }

    public string Text { get; }

    /// <summary>Names of all metrics, with what a histogram adds to its own.</summary>
    public IReadOnlySet<string> Names => _samples.Keys.Select(sample => sample.Split('{')[0]).ToHashSet();

    /// <summary>The value of a sample.</summary>
    /// <param name="sample">As it stands: name and labels.</param>
    public double this[string sample] => _samples.TryGetValue(sample, out double value)
        ? value
        : throw new Xunit.Sdk.XunitException($"no sample {sample} in\n{Text}");

    /// <summary>Takes one of a hub whose control socket is there.</summary>
    public static async Task<Scrape> OfAsync(string socket, string query = "")
    {
        var answer = await Curl.RunAsync("--unix-socket", socket, $"http://hub/metrics{query}");
        Assert.Equal((200, "text/plain; version=0.0.4; charset=utf-8"), (answer.Status, answer.Headers["Content-Type"]));
        return new Scrape(answer.Body);
    }
}
