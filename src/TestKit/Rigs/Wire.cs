using GpioHub.Actors.Links;
using GpioHub.Rules.Links;

namespace GpioHub.TestKit.Rigs;

/// <summary>The end of one host of the network between hosts: what its hub sends goes where the group says.</summary>
internal sealed class Wire(string host, RigGroup group) : ILinkWire
{
    public string Host => host;

    /// <summary>Where the hub of now takes messages; null = there is none.</summary>
    public ILinkDoor? Door { get; set; }

    /// <summary>Another hub begins on this host.</summary>
    /// <returns>A number that no hub of the scenario has had; those of later ones are greater.</returns>
    public ulong Begin() => group.NextBoot();

    public void Send(string host, LinkMessage message) => group.Send(this, host, message);
}
