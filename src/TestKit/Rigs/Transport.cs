namespace GpioHub.TestKit;

/// <summary>The connection between the hub and the guests of a scenario. Everything above it is the same code.</summary>
public enum Transport
{
    /// <summary>Connection, rings, guest RAM and notifications are objects of the test process: no socket, no kernel.</summary>
    InMemory,

    /// <summary>A Unix socket, a memfd and eventfds for each guest, as in production.</summary>
    Sockets,
}
