using GpioHub.Actors.Guests;
using GpioHub.GuestDriver.FrontEnd;
using GpioHub.Rules.Plan;

namespace GpioHub.TestKit.Rigs;

/// <summary>The connection between guests and hub; the transports of a scenario differ in nothing else.</summary>
internal interface IRigTransport : IDisposable
{
    /// <summary>The endpoints at which the hub waits for guests, by id.</summary>
    IReadOnlyDictionary<string, GuestEndpoint> Endpoints { get; }

    /// <summary>The plan as this transport uses it.</summary>
    RigPlan Plan { get; }

    /// <summary>Connects a front-end, which has negotiated and not started.</summary>
    VhostUserFrontEnd Connect(string guest, Action runHub);
}
