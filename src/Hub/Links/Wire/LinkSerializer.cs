using Akka.Actor;
using Akka.Serialization;
using GpioHub.Rules.Links;

namespace GpioHub.Hub.Links.Wire;

/// <summary>The one serializer of the system "rig": messages of links, by <see cref="LinkCodec"/>. Source: LK-16.</summary>
internal sealed class LinkSerializer(ExtendedActorSystem system) : Serializer(system)
{
    /// <summary>Part of the wire: it says whose bytes these are.</summary>
    public const int Id = 7101;

    public override int Identifier => Id;

    public override bool IncludeManifest => false;

    /// <exception cref="NotSupportedException">It is no message of a link.</exception>
    public override byte[] ToBinary(object obj) => obj is LinkMessage message
        ? LinkCodec.Encode(message)
        : throw new NotSupportedException($"{obj?.GetType().Name} is no message of a link");

    /// <returns>Messages are read before Akka.Remote: what it reads is none.</returns>
    public override object FromBinary(byte[] bytes, Type type) => new NoLinkMessage("it did not come from a hub's connection");
}

/// <summary>What has arrived where a message of a link should be.</summary>
/// <param name="Why">For a person.</param>
internal sealed record NoLinkMessage(string Why);
