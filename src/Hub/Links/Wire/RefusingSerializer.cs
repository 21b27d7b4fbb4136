using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace GpioHub.Hub.Links.Wire;

/// <summary>Stands in the place of each serializer that Akka.NET brings, whose bytes could name a type: nothing is read. Source:
/// LK-16.</summary>
internal sealed class RefusingSerializer : Serializer
{
    public RefusingSerializer(ExtendedActorSystem system)
        : base(system)
    {
    }

    /// <param name="settings">A section of <c>akka.actor.serialization-settings</c>; none of it is used.</param>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Style", "IDE0060", Justification = "Akka.NET calls it by its signature")]
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
    }

    /// <summary>One for all of them: so no other id leads to a serializer at all.</summary>
    public override int Identifier => 7100;

    public override bool IncludeManifest => false;

    /// <exception cref="NotSupportedException">Always.</exception>
    public override byte[] ToBinary(object obj) =>
        throw new NotSupportedException($"{obj?.GetType().Name} is no message of a link");

    public override object FromBinary(byte[] bytes, Type type) => new NoLinkMessage("not of a link's serializer");
}
