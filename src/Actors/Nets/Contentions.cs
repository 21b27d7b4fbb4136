using Akka.Event;
using GpioHub.Actors.Hosting;
using GpioHub.Actors.Wires;

namespace GpioHub.Actors.Nets;

/// <summary>Tells that one driver of an exclusive line kept another from driving. Chip's reactor only.</summary>
/// <remarks>All contentions are counted. They are shown as often as a log line may be, because a guest can cause them as fast as it
/// likes.</remarks>
internal sealed class Contentions(ChipNets nets, EdgeFeed feed, ChipContact contact, IMonotonicClock clock)
{
    private readonly LogThrottle _throttle = new();

    /// <summary>Notes that a guest was kept from driving.</summary>
    /// <param name="holder">Who drives, as in events.</param>
    public void Note(LineOperation operation, string holder)
    {
        var mapping = operation.Mapping;
        if (Note(mapping.Net, mapping.AsHolder, holder))
        {
            contact.SayHeldBack(_throttle);
            contact.LogOf(mapping.Net).WithContext(LogSubject.Guest, mapping.Guest).Warning(
                "wants to drive {Net}, which {Holder} drives (exclusive); answered ERR", nets.AddressOf(mapping.Net),
                SetAnswers.Holder(holder));
        }

        operation.Holder = SetAnswers.Holder(holder);
        operation.Why = operation.AsksWhy ? $"{nets.AddressOf(mapping.Net)} is driven by {SetAnswers.Holder(holder)} (exclusive)" : null;
    }

    /// <summary>Notes that one driver was kept from driving by another.</summary>
    /// <param name="wants">Who wanted to drive, as in events.</param>
    /// <param name="holds">Who drives, likewise.</param>
    /// <returns>true = it was shown, and may be logged.</returns>
    public bool Note(Net net, string wants, string holds)
    {
        net.Contentions++;
        long now = clock.NowNs;
        if (!_throttle.Allows(now)) return false;
        feed.Contention(net, wants, holds, now);
        return true;
    }
}
