using Akka.Actor;

namespace GpioHub.Actors.Hub;

/// <summary>Everything the <see cref="HubActor"/> hears and says.</summary>
public static class HubProtocol
{
    /// <summary>In: answered with <see cref="Members"/>.</summary>
    public sealed record GetMembers
    {
        public static readonly GetMembers Instance = new();
    }

    /// <summary>Out: chips and guests by id.</summary>
    public sealed record Members(IReadOnlyDictionary<string, IActorRef> Chips, IReadOnlyDictionary<string, IActorRef> Guests);

    /// <summary>In: every guest's pins to their release state; answered with <see cref="Released"/> when they are.</summary>
    public sealed record ReleaseAll
    {
        public static readonly ReleaseAll Instance = new();
    }

    /// <param name="Connected">Guests which had a front-end and lose their GPIO.</param>
    public sealed record Released(IReadOnlyList<string> Connected);
}
