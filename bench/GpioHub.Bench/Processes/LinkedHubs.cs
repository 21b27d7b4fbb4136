using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace GpioHub.Bench.Processes;

/// <summary>A hub for each host of a rig, each on a loopback address of its own, with their links up.</summary>
internal sealed class LinkedHubs : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>More hubs than this have no keeper: so many standbys starting beside them would keep two CPUs busy.</summary>
    private const int MostKept = 2;

    private readonly RigCertificates? _certificates;
    private readonly List<HubProcess> _hubs = [];
    private readonly List<Cable> _cables = [];

    /// <param name="hosts">One or more; one has no links.</param>
    /// <param name="guests">Of each host, beside those that <see cref="LinkedRig"/> always has.</param>
    /// <param name="throughCables">Each reaches the others through a <see cref="Cable"/>.</param>
    /// <exception cref="BenchException">They did not come up, or did not find each other.</exception>
    public LinkedHubs(string program, int hosts, int guests, bool tls, IReadOnlyList<string> settings, bool throughCables = false)
    {
        try
        {
            if (tls && hosts > 1) _certificates = new RigCertificates(program, hosts);
            Listens = [.. Enumerable.Range(0, hosts).Select(FreeOn)];
            if (throughCables) _cables.AddRange(Listens.Select(listen => new Cable(listen)));
            bool isKept = hosts <= MostKept;
            for (int host = 0; host < hosts; host++)
            {
                string[] at = [.. Listens.Select((listen, n) => $"{(throughCables && n != host ? _cables[n].Near : listen)}")];
                int self = host;
                _hubs.Add(new HubProcess(program, Placement.Free,
                    folder => new LinkedRig(folder, self, at, guests, settings) { Certificates = _certificates?.Folder }.Yaml(),
                    isKept, hosts > 1 ? ["--host", $"h{host}"] : []));
            }

            if (hosts > 1) AwaitLinks();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where each hub listens.</summary>
    public IReadOnlyList<IPEndPoint> Listens { get; } = [];

    /// <summary>Folder with the rig's certificates; there are some.</summary>
    public string Certificates => _certificates!.Folder;

    /// <summary>By number: h0 has the lines.</summary>
    public HubProcess this[int host] => _hubs[host];

    /// <summary>All cables at once.</summary>
    public bool IsCut
    {
        set
        {
            foreach (Cable cable in _cables) cable.IsCut = value;
        }
    }

    /// <summary>Each says now of every other that it is away.</summary>
    public bool AreAway => _hubs.TrueForAll(hub => Look(hub, IsAway, out _));

    /// <summary>Ends the last host's hub: somebody else may speak for that host then.</summary>
    public void EndLast()
    {
        _hubs[^1].Dispose();
        _hubs.RemoveAt(_hubs.Count - 1);
    }

    /// <summary>Waits until each hears the others, and has their chips.</summary>
    /// <exception cref="BenchException">They do not.</exception>
    public void AwaitLinks() => Await(IsUp, "do not come up");

    /// <summary>Waits until each says of every other that it is away.</summary>
    /// <exception cref="BenchException">They do not.</exception>
    public void AwaitAway() => Await(IsAway, "are not away");

    /// <summary>The socket of a guest.</summary>
    public string Socket(int host, string guest) => Path.Combine(_hubs[host].Folder, $"{guest}.sock");

    public void Dispose()
    {
        foreach (HubProcess hub in _hubs) hub.Dispose();
        foreach (Cable cable in _cables) cable.Dispose();
        _certificates?.Dispose();
    }

    // Nobody else takes a port of such an address before the hub does.
    private static IPEndPoint FreeOn(int host)
    {
        using var probe = new TcpListener(new IPAddress([127, 77, 0, (byte)(host + 1)]), 0);
        probe.Start();
        return (IPEndPoint)probe.LocalEndpoint;
    }

    private void Await(Func<JsonElement, bool> wanted, string butThey)
    {
        foreach (HubProcess hub in _hubs)
        {
            DateTime end = DateTime.UtcNow + Patience;
            while (!Look(hub, wanted, out string links))
            {
                if (DateTime.UtcNow > end) throw new BenchException($"the links of {hub.Folder} {butThey}: {links}");
                Thread.Sleep(20);
            }
        }
    }

    private static bool Look(HubProcess hub, Func<JsonElement, bool> wanted, out string links)
    {
        using HttpClient http = ControlSocket.Client(hub.Folder);
        using var document = JsonDocument.Parse(http.GetStringAsync(new Uri("http://hub/v1/hub")).Result);
        JsonElement root = document.RootElement;
        links = $"{root.GetProperty("links")}";
        return wanted(root);
    }

    private static bool IsUp(JsonElement hub) => All(LinksOf(hub), "up") && All(hub.GetProperty("chips"), "up");

    private static bool IsAway(JsonElement hub) => All(LinksOf(hub), "away");

    private static JsonElement LinksOf(JsonElement hub) => hub.GetProperty("links").GetProperty("hubs");

    private static bool All(JsonElement list, string state) =>
        list.EnumerateArray().All(each => each.GetProperty("state").GetString() == state);
}
