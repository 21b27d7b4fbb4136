using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace GpioHub.Actors.Hosting;

/// <summary>A serializer that always throws: the hub's messages never leave its process, so serializing one is a bug.</summary>
/// <remarks>It replaces Akka.NET's default serializer (Newtonsoft.Json), which costs 4 MB even if nothing uses it.</remarks>
internal sealed class NoSerializer : Serializer
{
    /// <param name="settings">The section <c>akka.actor.serialization-settings.json</c>; none of it is used.</param>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Style", "IDE0060", Justification = "Akka.NET calls it by its signature")]
    public NoSerializer(ExtendedActorSystem system, Config settings)
        : base(system)
    {
    }

    public override int Identifier => 4101;

    public override bool IncludeManifest => false;

    /// <exception cref="NotSupportedException">Always.</exception>
    public override byte[] ToBinary(object obj) =>
        throw new NotSupportedException($"{obj?.GetType().Name} was to be serialized; the hub's messages stay in its process");

    /// <exception cref="NotSupportedException">Always.</exception>
    public override object FromBinary(byte[] bytes, Type type) => throw new NotSupportedException("the hub's messages stay in its process");
}
