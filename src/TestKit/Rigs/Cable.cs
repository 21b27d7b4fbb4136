using GpioHub.Rules.Links;

namespace GpioHub.TestKit.Rigs;

/// <summary>The connection between two hosts: it can be cut, slow, and late with what it was given before it was cut.</summary>
internal sealed class Cable(VirtualTime time, Wire one, Wire other)
{
    private readonly Queue<Action> _arriving = new();
    private readonly List<Action> _held = [];                              // given while it was cut
    private int _travelling;

    public bool IsCut { get; private set; }

    /// <summary>What was sent while it was cut arrives once it is repaired, as with a transport that keeps and repeats.</summary>
    public bool Holds { get; set; }

    /// <summary>How long a message takes each way.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Messages that have arrived, and those that time will bring.</summary>
    public long Carried { get; private set; }

    /// <summary>A message is on its way that time will bring.</summary>
    public bool IsTravelling => _travelling > 0;

    public bool Joins(string a, string b) => (one.Host == a && other.Host == b) || (one.Host == b && other.Host == a);

    public void Send(Wire from, LinkMessage message)
    {
        var to = from == one ? other : one;
        if (IsCut && !Holds) return;
        if (IsCut) _held.Add(Arrive);
        else if (Delay == TimeSpan.Zero) _arriving.Enqueue(Arrive);
        else Travel(Arrive);

        void Arrive()
        {
            Carried++;
            to.Door?.Arrived(from.Host, message);
        }
    }

    /// <summary>Delivers what has come.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool Deliver()
    {
        bool any = _arriving.Count > 0;
        while (_arriving.TryDequeue(out var arrive)) arrive();
        return any;
    }

    /// <summary>Nothing passes any more; what is on its way is lost, unless the cable <see cref="Holds"/> it.</summary>
    public void Cut() => IsCut = true;

    public void Repair()
    {
        IsCut = false;
        foreach (var arrive in _held) _arriving.Enqueue(arrive);
        _held.Clear();
    }

    private void Travel(Action arrive)
    {
        _travelling++;
        time.At(time.Now + Delay, () =>
        {
            _travelling--;
            if (!IsCut) _arriving.Enqueue(arrive);
            else if (Holds) _held.Add(arrive);
        });
    }
}
