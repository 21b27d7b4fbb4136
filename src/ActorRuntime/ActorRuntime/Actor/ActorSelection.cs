using System.IO.Enumeration;

namespace Akka.Actor;

/// <summary>The actors at a path, looked up anew for each message. An element may hold <c>*</c> and <c>?</c>.</summary>
public class ActorSelection : ICanTell
{
    public ActorSelection(IActorRef anchor, IEnumerable<string> elements)
    {
        Anchor = anchor;
        Elements = [.. elements.Where(e => e.Length > 0)];
    }

    public IActorRef Anchor { get; }

    public string PathString => "/" + string.Join('/', Elements);

    internal string[] Elements { get; }

    public void Tell(object message, IActorRef sender = null)
    {
        sender ??= ActorCell.GetCurrentSelfOrNoSender();
        if (Elements.Length == 0) Anchor.Tell(message, sender);
        else new ActorSelectionMessage(message, Elements).Send((IInternalActorRef)Anchor, sender);
    }

    /// <exception cref="ActorNotFoundException">nobody there within <paramref name="timeout"/></exception>
    public Task<IActorRef> ResolveOne(TimeSpan timeout) => ResolveOne(timeout, CancellationToken.None);

    public async Task<IActorRef> ResolveOne(TimeSpan timeout, CancellationToken ct)
    {
        try
        {
            var identity = await this.Ask<ActorIdentity>(new Identify(null), timeout, ct).ConfigureAwait(false);
            return identity.Subject ?? throw new ActorNotFoundException("subject was null");
        }
        catch (Exception e) when (e is not ActorNotFoundException)
        {
            throw new ActorNotFoundException("Exception occurred while resolving ActorSelection", e);
        }
    }

    public override string ToString() => $"ActorSelection[Anchor({Anchor.Path}), Path({PathString})]";
}

/// <summary>A message on its way to the actors of a selection.</summary>
public class ActorSelectionMessage : IAutoReceivedMessage, IPossiblyHarmful, IWrappedMessage
{
    internal ActorSelectionMessage(object message, string[] elements)
    {
        Message = message;
        Elements = elements;
    }

    public object Message { get; }

    internal string[] Elements { get; }

    /// <summary>Walks down from <paramref name="anchor"/> as far as there are cells to ask.</summary>
    internal void Send(IInternalActorRef anchor, IActorRef sender)
    {
        IInternalActorRef[] found = [anchor];
        foreach (string element in Elements)
            found = [.. found.SelectMany(at => Step(at, element))];

        foreach (var actor in found) actor.Tell(Message, sender);
        if (found.Length > 0 || Elements.Any(IsPattern)) return;
        var path = anchor.Path / Elements;
        anchor.Provider.ResolveActorRef(path).Tell(new ActorSelectionMessage(Message, []), sender);
    }

    internal void Deliver(ActorCell at) => Send((IInternalActorRef)at.Self, at.Sender);

    private static IEnumerable<IInternalActorRef> Step(IInternalActorRef at, string element)
    {
        if (element == "..") return [at.Parent];
        if (IsPattern(element))
            return at is LocalActorRef local
                ? local.Cell.GetChildren().Where(c => FileSystemName.MatchesSimpleExpression(element, c.Path.Name)).Cast<IInternalActorRef>()
                : [];
        return at.GetChild([element]) is IInternalActorRef child and not Nobody ? [child] : [];
    }

    private static bool IsPattern(string element) => element.AsSpan().ContainsAny('*', '?');
}

public static class ActorRefFactoryShared
{
    public static ActorSelection ActorSelection(ActorPath actorPath, ActorSystem system) =>
        new(((ExtendedActorSystem)system).Provider.RootGuardian, actorPath.Elements);

    /// <param name="path">absolute with or without address, or relative to <paramref name="lookupRoot"/></param>
    public static ActorSelection ActorSelection(string path, ActorSystem system, IActorRef lookupRoot)
    {
        var provider = ((ExtendedActorSystem)system).Provider;
        if (ActorPath.TryParse(path, out var absolute))
            return absolute.Address == provider.RootPath.Address ? ActorSelection(absolute, system) : new ActorSelection(provider.DeadLetters, []);
        return new ActorSelection(path.StartsWith('/') ? provider.RootGuardian : lookupRoot, path.Split('/'));
    }

    public static ActorSelection ActorSelection(IActorRef anchorActorRef, string path) => new(anchorActorRef, path.Split('/'));
}
