using GpioHub.Actors.Guests;
using GpioHub.Actors.Rigs;
using GpioHub.GuestDriver.FrontEnd;

namespace GpioHub.TestKit.Rigs;

/// <summary>Where guests and hub meet. The only thing in which the transports of a scenario differ.</summary>
internal interface IRigTransport : IDisposable
{
    /// <summary>Where the hub waits for each guest, by id.</summary>
    IReadOnlyDictionary<string, GuestEndpoint> Endpoints { get; }

    /// <summary>The plan as this transport serves it.</summary>
    RigPlan Plan { get; }

    /// <summary>A front-end that has negotiated and not started.</summary>
    VhostUserFrontEnd Connect(string guest, Action runHub);
}
