using GpioHub.Rules.Links;

namespace GpioHub.Actors.Links;

/// <summary>Carries messages to hubs of other hosts as far as it can: in order, at most once, perhaps late, perhaps never. Any
/// thread.</summary>
public interface ILinkWire
{
    /// <param name="host">One of <see cref="Rules.Plan.LinksPlan.Peers"/>; to another nothing is sent.</param>
    void Send(string host, LinkMessage message);

    /// <summary>Why a host is not reached, for a person; null = nothing is known.</summary>
    string? TroubleWith(string host) => null;

    /// <summary>There are other hosts from here on, or they are elsewhere, or its files may have been replaced. It does not wait.</summary>
    void Replan(Rules.Plan.LinksPlan plan)
    {
    }
}

/// <summary>Where a wire delivers what comes from hubs of other hosts. Any thread.</summary>
public interface ILinkDoor
{
    /// <param name="host">Who sent it, as far as the wire can tell: a member of the rig.</param>
    void Arrived(string host, LinkMessage message);

    /// <summary>Something came that is no message of a link, or from nobody who is known. It is counted and said in the log, not as
    /// often as it comes.</summary>
    /// <param name="from">An address, for a person.</param>
    void TurnedAway(string from, string why);

    /// <summary>What is sent may arrive from here on: until now the wire had nothing to send with.</summary>
    void WireUp()
    {
    }
}
