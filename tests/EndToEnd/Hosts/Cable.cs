using System.Globalization;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Hosts;

/// <summary>Two network namespaces and a cable between them, which can be pulled. Only root can have that. All of it goes with this, and
/// with the test run, however that ends: the namespaces are those of two programs that wait for the end of their input.</summary>
internal sealed class Cable : IAsyncDisposable
{
    public const string AddressOfA = "10.77.0.1", AddressOfB = "10.77.0.2";

    private const string Plug = "cable";

    private readonly ChildProcess _a, _b;
    private ChildProcess? _way;

    private Cable(ChildProcess a, ChildProcess b) => (_a, _b) = (a, b);

    /// <param name="way">What becomes of packets; null = all come, at once.</param>
    public static async Task<Cable> LayAsync(Way? way = null)
    {
        var cable = new Cable(await HostAsync("host a"), await HostAsync("host b"));
        if (way is null)
        {
            await RunAsync(null, "ip", "link", "add", Plug, "netns", IdOf(cable._a), "type", "veth", "peer", "name", Plug, "netns",
                IdOf(cable._b));
        }
        else
        {
            cable._way = ChildProcess.Start("way", "python3",
                [Path.Combine(Repository.Root, "tests/EndToEnd/Hosts/long-cable.py"), IdOf(cable._a), IdOf(cable._b), .. way.Words()]);
            await cable._way.Log.LineAsync(line => line == "laid", "a cable of TUN interfaces");
        }

        foreach (var (host, address) in new[] { (cable._a, AddressOfA), (cable._b, AddressOfB) })
        {
            await RunAsync(host, "ip", "address", "add", $"{address}/24", "dev", Plug);
            await RunAsync(host, "ip", "link", "set", "lo", "up");
            await RunAsync(host, "ip", "link", "set", Plug, "up");
        }

        return cable;
    }

    /// <summary>Starts a program on host a.</summary>
    public ChildProcess StartOnA(string name, params string[] command) => ChildProcess.Start(name, "nsenter", Inside(_a, command));

    /// <summary>Starts a program on host b.</summary>
    public ChildProcess StartOnB(string name, params string[] command) => ChildProcess.Start(name, "nsenter", Inside(_b, command));

    public Task PullAsync() => RunAsync(_a, "ip", "link", "set", Plug, "down");

    public Task PlugAsync() => RunAsync(_a, "ip", "link", "set", Plug, "up");

    public async ValueTask DisposeAsync()
    {
        if (_way is not null) await _way.DisposeAsync();
        await _a.DisposeAsync();
        await _b.DisposeAsync();
    }

    private static async Task<ChildProcess> HostAsync(string name)
    {
        var host = ChildProcess.Start(name, "unshare", ["--net", "sh", "-c", "echo made; exec cat"]);
        await host.Log.LineAsync(line => line == "made", "a network namespace");
        return host;
    }

    private static string IdOf(ChildProcess host) => host.Id.ToString(CultureInfo.InvariantCulture);

    private static string[] Inside(ChildProcess host, string[] command) => [$"--net=/proc/{IdOf(host)}/ns/net", .. command];

    private static async Task RunAsync(ChildProcess? host, params string[] command) =>
        (host is null
            ? await ChildProcess.RunAsync(command[0], command[0], command[1..])
            : await ChildProcess.RunAsync("nsenter", "nsenter", Inside(host, command))).Succeeded();
}

/// <summary>What becomes of packets on a cable.</summary>
/// <param name="DelayMs">How long one takes, each way, ms.</param>
/// <param name="JitterMs">So much longer or shorter: with more than nothing, packets overtake each other.</param>
/// <param name="LossPercent">How many never come.</param>
internal sealed record Way(double DelayMs, double JitterMs, double LossPercent)
{
    public string[] Words() =>
        [.. new[] { DelayMs, JitterMs, LossPercent }.Select(number => number.ToString(CultureInfo.InvariantCulture))];

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{DelayMs} ± {JitterMs} ms, {LossPercent} % lost");
}
