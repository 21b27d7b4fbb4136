using System.Collections.Immutable;
using GpioHub.Hub.Control.Wire;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Doctor.Facts;

internal enum HubPresence
{
    /// <summary>No socket is where a hub's would be.</summary>
    None,

    /// <summary>There is a socket, and this user may not open it.</summary>
    Closed,

    /// <summary>There is a socket, and nobody listens at it.</summary>
    Left,

    /// <summary>It has accepted, and does not answer.</summary>
    Silent,

    Answers,
}

/// <summary>The hub that runs, as its control API tells.</summary>
/// <param name="Where">Its socket, or the places where there is none.</param>
/// <param name="Why">Closed, Left, Silent: what happened.</param>
internal sealed record HubFacts(HubPresence Presence = HubPresence.None, string Where = "", string? Why = null)
{
    /// <summary>Who listens at its socket; 0 = not known.</summary>
    public int Pid { get; init; }

    /// <summary>The version of this program.</summary>
    public string OwnVersion { get; init; } = "";

    /// <summary>null = it has not answered.</summary>
    public HubDocument? Document { get; init; }

    /// <summary>Guests whose front-end has said nothing for two seconds.</summary>
    public ImmutableArray<string> SilentGuests { get; init; } = [];

    /// <summary>The first reason why it is not well; empty = it is well, null = not known.</summary>
    public string? Health { get; init; }

    /// <summary>Events that streams have left out; null = not known.</summary>
    public long? Lagged { get; init; }

    /// <summary>How its file on disk differs from what is in force; null = not known.</summary>
    public ConfigCheckDocument? OnDisk { get; init; }

    /// <summary>Why its file on disk cannot be applied; null = it can, or it is not known.</summary>
    public string? OnDiskProblem { get; init; }

    /// <summary>Whether it refuses what a browser sends in a stranger's name; null = not tried.</summary>
    public bool? RefusesStrangers { get; init; }

    /// <summary>Of its control socket; null = not known.</summary>
    public PathOwner? Socket { get; init; }
}
