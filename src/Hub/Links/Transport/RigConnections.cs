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
    private readonly List<RigHandle> _strangers = [];
    private readonly Dictionary<string, List<RigHandle>> _from = [], _to = [], _open = [];   // the newest last

    /// <summary>Somebody has connected.</summary>
    public void Arrived(RigHandle handle) => Add(_strangers, handle, MostStrangers);

    /// <summary>This host connects.</summary>
    public void Connects(RigHandle handle)
    {
        lock (_lock) Add(Of(_to, handle.Host!), handle, MostOfOne);
    }

    /// <summary>Whoever is at the other end has said who it is.</summary>
    public void Admitted(RigHandle handle)
    {
        if (handle.IsOutbound) return;
        lock (_lock)
        {
            _strangers.Remove(handle);
            Add(Of(_from, handle.Host!), handle, MostOfOne);
        }
    }

    /// <summary>Both ends have, and messages may be sent over it.</summary>
    public void Opened(RigHandle handle)
    {
        lock (_lock)
            if (!handle.IsOver) Of(_open, handle.Host!).Add(handle);
    }

    /// <summary>A connection has ended.</summary>
    public void Closed(RigHandle handle)
    {
        lock (_lock)
        {
            if (handle.Host is null) _strangers.Remove(handle);
            else
                foreach (var all in (Dictionary<string, List<RigHandle>>[])[_from, _to, _open]) Of(all, handle.Host).Remove(handle);
        }
    }

    /// <summary>The newest open connection with a host; null = there is none.</summary>
    public RigHandle? With(string host)
    {
        lock (_lock) return _open.TryGetValue(host, out var handles) ? handles.FindLast(handle => !handle.IsOver) : null;
    }

    /// <summary>Ends the connections to and from a host.</summary>
    public void Close(string host)
    {
        lock (_lock)
            foreach (var handle in Of(_from, host).Concat(Of(_to, host))) handle.End();
    }

    /// <summary>Ends all.</summary>
    public void CloseAll()
    {
        lock (_lock)
            foreach (var handle in _strangers.Concat(_from.Values.Concat(_to.Values).SelectMany(handles => handles))) handle.End();
    }

    private static List<RigHandle> Of(Dictionary<string, List<RigHandle>> all, string host) =>
        all.TryGetValue(host, out var handles) ? handles : all[host] = [];

    private void Add(List<RigHandle> handles, RigHandle added, int most)
    {
        lock (_lock)
        {
            handles.Add(added);
            if (handles.Count <= most) return;
            handles[0].End();
            handles.RemoveAt(0);
        }
    }
}
