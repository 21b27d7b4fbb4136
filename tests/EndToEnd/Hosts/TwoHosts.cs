using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Restart.Kills;
using GpioHub.EndToEnd.Support;
using GpioHub.GuestDriver.Driver;

namespace GpioHub.EndToEnd.Hosts;

/// <summary>A rig of two hosts with a cable between them: the built hub in two network namespaces, with certificates made by its own verbs.
/// Host a has the chip and the guest ivi; host b has the guest ecu.</summary>
internal sealed class TwoHosts : IAsyncDisposable
{
    public const string Ign = "bench/IGN", Relay = "bench/RELAY";

    public const string OnA = "ivi", OnB = "ecu";

    /// <summary>Places of the lines in ecu.</summary>
    public const ushort IgnOfEcu = 0, RelayOfEcu = 1;

    private const string NameOfA = "bench-a", NameOfB = "bench-b";

    private readonly string _folder;

    private TwoHosts(string folder, Cable cable, HubProcess a, HubProcess b) => (_folder, Cable, A, B) = (folder, cable, a, b);

    public Cable Cable { get; }

    public HubProcess A { get; }

    public HubProcess B { get; }

    /// <summary>Both hubs run, and each hears the other.</summary>
    /// <param name="way">What becomes of packets between them; null = all come, at once.</param>
    /// <param name="settings">Of both hubs, as for <see cref="HubProcess.StartAsync(string, string, Func{string, ChildProcess})"/>.</param>
    public static async Task<TwoHosts> StartAsync(Way? way = null, string settings = "")
    {
        string folder = Directory.CreateTempSubdirectory("gpiohub-hosts-").FullName;
        string[] verbs = [$"rig init rig7", $"rig host {NameOfA}", $"rig host {NameOfB}"];
        (await ChildProcess.RunAsync("gpiohub rig", "sh",
            ["-ec", $"cd {folder}; {string.Join("; ", verbs.Select(verb => $"{Repository.Hub} {verb}"))}"])).Succeeded();
        var cable = await Cable.LayAsync(way);
        string rig = RigOf(folder);
        var a = await HubProcess.StartAsync(rig, settings, config =>
            cable.StartOnA("hub a", Repository.Hub, "run", config, "--host", NameOfA));
        var b = await HubProcess.StartAsync(rig, settings, config =>
            cable.StartOnB("hub b", Repository.Hub, "run", config, "--host", NameOfB));
        var hosts = new TwoHosts(folder, cable, a, b);
        await hosts.UntilUpAsync();
        return hosts;
    }

    /// <summary>The link is up at both ends, and b has the chip.</summary>
    public async Task UntilUpAsync()
    {
        await A.UntilAsync(info => info.Links!.Hubs[0].State == "up", "hub b to be heard by hub a");
        await B.UntilAsync(info => info.Links!.Hubs[0].State == "up" && info.Chip("bench").State == "up", "the chip of hub a at hub b");
    }

    public Task<GpioDriver> GuestOnAAsync() => GpioDriver.ConnectAsync(A.Socket(OnA));

    public Task<GpioDriver> GuestOnBAsync() => GpioDriver.ConnectAsync(B.Socket(OnB));

    /// <summary>SIGKILL to the process of a hub that serves; its keeper has another one go on.</summary>
    public static Task KillAsync(HubProcess hub) => HubProcesses.KillAsync(new HubProcesses(hub.ProcessId).Serving()!.Value);

    /// <summary>Waits until a line has had so many interrupts since it was requested. Who counts asks for no level, which may be ERR for
    /// a moment.</summary>
    public Task<long> InterruptsAsync(IrqLine line, long count) => Patience.UntilAsync(
        () => Task.FromResult(line.Counters.Valid),
        valid => valid >= count,
        _ => $"Waited in vain for {count} interrupts of line {line.Line}: {line.Counters}\na: {A.Log.Tail}\nb: {B.Log.Tail}");

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        await Cable.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string RigOf(string folder) => $$"""
        rig: { name: rig7, ca: {{folder}}/rig7-ca.pem, certificate: "{{folder}}/{host}.pem" }
        hosts:
          {{NameOfA}}: { at: "{{Cable.AddressOfA}}:4053" }
          {{NameOfB}}: { at: "{{Cable.AddressOfB}}:4053" }
        recorder: { dumps: false }
        chips:
          bench: { driver: sim, host: {{NameOfA}}, lines: [IGN, RELAY] }
        guests:
          {{OnA}}: { host: {{NameOfA}}, lines: [{ from: {{Ign}} }] }
          {{OnB}}: { host: {{NameOfB}}, lines: [{ from: {{Ign}} }, { from: {{Relay}}, access: out }] }
        """;
}
