using System.Globalization;
using GpioHub.GuestDriver.Driver;
using GpioHub.GuestDriver.FrontEnd;

namespace GpioHub.Bench.Workers;

/// <summary>The arguments of a worker: <c>key=value</c>.</summary>
internal sealed class WorkerArguments
{
    private readonly Dictionary<string, string> _values;

    public WorkerArguments(IEnumerable<string> words) =>
        _values = words.Select(word => word.Split('=', 2)).ToDictionary(pair => pair[0], pair => pair.Length == 2 ? pair[1] : "");

    public string Text(string key) =>
        _values.TryGetValue(key, out string? value) ? value : throw new ArgumentException($"a worker without {key}=");

    public int Number(string key) => int.Parse(Text(key), NumberStyles.None, CultureInfo.InvariantCulture);

    /// <param name="otherwise">If the key is not there.</param>
    public int Number(string key, int otherwise) => _values.ContainsKey(key) ? Number(key) : otherwise;

    /// <summary>Whether the key is there with the value 1.</summary>
    public bool Flag(string key) => _values.TryGetValue(key, out string? value) && value == "1";

    /// <summary>Paths, with a colon between two of them.</summary>
    public string[] Paths(string key) => Text(key).Split(':');

    /// <summary>Process id of the hub.</summary>
    public int Hub => Number("hub");

    /// <summary>False: the front-end polls the used ring all the time. True: it sleeps until it is called.</summary>
    public bool Sleeps => Text("wait") == "call";

    /// <summary>Socket of a guest.</summary>
    public string Socket(string guest) => Path.Combine(Text("folder"), guest + ".sock");

    /// <summary>The key <c>packed</c> has the value 1: the guest's rings are packed ones, of as many entries as otherwise.</summary>
    public FrontEndOptions Rings
    {
        get
        {
            var options = new FrontEndOptions { RequestQueueSize = BareGuest.QueueSize, EventQueueSize = BareGuest.QueueSize };
            return Flag("packed") ? options with { Features = options.Features | VirtioFeatures.RingPacked } : options;
        }
    }

    /// <summary>Connects a guest, with the rings that were asked for.</summary>
    /// <exception cref="VhostUserPeerException">The back-end has no such rings, or is no virtio-gpio back-end.</exception>
    public BareGuest Connect(string guest)
    {
        FrontEndOptions options = Rings;
        var connected = BareGuest.Connect(Socket(guest), options);
        if ((connected.FrontEnd.Features & VirtioFeatures.RingPacked) == (options.Features & VirtioFeatures.RingPacked)) return connected;
        connected.Dispose();            // a measurement of split rings would go by the name of packed ones
        throw new VhostUserPeerException("GetFeatures: packed rings are not offered");
    }

    /// <summary>Sockets of the guests g0, g1 … as many as the key <c>guests</c> says.</summary>
    public IEnumerable<string> Sockets() => Enumerable.Range(0, Number("guests")).Select(n => Socket($"g{n}"));
}
