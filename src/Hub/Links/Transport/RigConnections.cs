using GpioHub.Actors.Descriptors;

namespace GpioHub.Hub.Links.Transport;

/// <summary>The connections of this host: few of each peer, and few that have not said whose they are. Any thread. Source: LK-17.</summary>
/// <remarks>Where one is too many, the oldest goes: a host that has begun anew does not wait for its own old connection, and whoever opens
/// many keeps nobody out.</remarks>
internal sealed class RigConnections
{
    /// <summary>Connections over which nothing has come yet: our limit.</summary>
    public const int MostStrangers = DescriptorBudget.Strangers;

    /// <summary>Connections from one peer: our limit.</summary>
    public const int MostOfOne = DescriptorBudget.OfPeer;

    private readonly Lock _lock = new();
    private readonly Queue<RigHandle> _strangers = [];
    private readonly Dictionary<string, Queue<RigHandle>> _from = [], _to = [];

    /// <summary>Somebody has connected.</summary>
    public void Arrived(RigHandle handle)
    {
        // Who was a stranger once may be a peer by now.
        lock (_lock)
            if (Surplus(_strangers, handle, MostStrangers) is { Host: null } stranger) End(stranger);
    }

    /// <summary>It is known who has connected.</summary>
    public void Associated(RigHandle handle)
    {
        lock (_lock) End(Surplus(Of(_from, handle.Host!), handle, MostOfOne));
    }

    /// <summary>This host has connected.</summary>
    public void Opened(RigHandle handle)
    {
        lock (_lock) End(Surplus(Of(_to, handle.Host!), handle, MostOfOne));
    }

    /// <summary>Ends the connections to and from a host.</summary>
    public void Close(string host)
    {
        RigHandle[] handles;
        lock (_lock)
        {
            handles = [.. Of(_from, host), .. Of(_to, host)];
            _from.Remove(host);
            _to.Remove(host);
        }

        foreach (var handle in handles) End(handle);
    }

    private static Queue<RigHandle> Of(Dictionary<string, Queue<RigHandle>> all, string host) =>
        all.TryGetValue(host, out var handles) ? handles : all[host] = [];

    private static RigHandle? Surplus(Queue<RigHandle> handles, RigHandle added, int most)
    {
        handles.Enqueue(added);
        return handles.Count > most ? handles.Dequeue() : null;
    }

    private static void End(RigHandle? handle)
    {
#pragma warning disable CS0618 // Akka.Remote's own handles still end in this way
        handle?.Disassociate();
#pragma warning restore CS0618
    }
}
