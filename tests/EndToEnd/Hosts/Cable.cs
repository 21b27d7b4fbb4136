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

    private Cable(ChildProcess a, ChildProcess b) => (_a, _b) = (a, b);

    public static async Task<Cable> LayAsync()
    {
        var cable = new Cable(await HostAsync("host a"), await HostAsync("host b"));
        await RunAsync(null, "ip", "link", "add", Plug, "netns", IdOf(cable._a), "type", "veth", "peer", "name", Plug, "netns",
            IdOf(cable._b));
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
