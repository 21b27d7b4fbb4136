using GpioHub.Transports.Reactor;

namespace GpioHub.Actors.Wires;

/// <summary>The two reactors of a guest line and its chip, where they differ and turns are recorded.</summary>
/// <remarks>A turn that is not committed is done again by a successor of this process. So nothing of it may reach another reactor, which
/// might commit and publish what followed from it.</remarks>
/// <param name="Guest">null = the line is no guest's but another host's, and nothing is recorded on its side.</param>
internal sealed record Crossing(IReactor? Guest, IReactor Chip);
