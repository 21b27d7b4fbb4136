using GpioHub.Actors.Control;
using GpioHub.Actors.Rigs;
using Microsoft.Extensions.DependencyInjection;

namespace GpioHub.Hub.Hosting;

/// <summary>What runs a rig: chips, guests and their sockets. The host starts it before it opens the control socket.</summary>
internal interface IRigRuntime
{
    /// <summary>Makes every guest's socket listen, and registers an <see cref="IHub"/> and the hosted services that bring it up;
    /// starts nothing else.</summary>
    /// <remarks>
    /// What stands in the way leaves it, or the services' <c>StartAsync</c>, as an exception
    /// (<see cref="Transports.Native.SocketInUseException"/>, <see cref="IOException"/>): the program ends with its message.
    /// Their <c>StopAsync</c> ends every session and releases every line.
    /// </remarks>
    void Register(IServiceCollection services, RigStart start);
}

/// <summary>What is to be run.</summary>
/// <param name="GuestSocket">The one guest's socket was inherited (<c>--fd</c>, VU-56); null = every guest listens at its path.</param>
/// <param name="Verbose">Every vhost-user message and every request of a guest is logged.</param>
internal sealed record RigStart(RigPlan Plan, InheritedGuestSocket? GuestSocket, bool Verbose = false);

/// <param name="Fd">A connected or listening Unix stream socket, left open by the parent process.</param>
internal sealed record InheritedGuestSocket(string Guest, int Fd);
