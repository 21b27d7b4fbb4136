namespace Akka.Actor;

/// <summary>Gives a new instance its stash, and empties it when it ends.</summary>
internal static class ActorPlugins
{
    public static void AfterCreation(ActorBase actor, ActorCell cell)
    {
        if (actor is IActorStash stashing) stashing.Stash = new StashImpl(cell);
    }

    /// <summary>Stashed messages go back to the mailbox: to the next incarnation, or to the dead letters.</summary>
    public static void BeforeEnd(ActorBase actor)
    {
        if (actor is IActorStash { Stash: { } stash }) stash.UnstashAll();
    }
}
