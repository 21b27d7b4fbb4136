namespace GpioHub.Rules.Links;

/// <summary>One line of a chip of another host, as this host knows it.</summary>
/// <param name="Name">As the owner is asked for it.</param>
public sealed record ImportLine(string Name)
{
    /// <summary>What the owner told last. Kept while the chip is lost: it says what was lost meanwhile.</summary>
    public LevelCount Known { get; init; }

    /// <summary>Why this host cannot have the line, until the owner says that it can; null = it can.</summary>
    public string? Problem { get; init; }

    /// <summary>The wish that the owner has not answered; null = none.</summary>
    public PendingWish? Wish { get; init; }
}

/// <param name="Ticket">Its number.</param>
/// <param name="Drives">As for <see cref="Links.Wish"/>.</param>
public sealed record PendingWish(uint Ticket, bool Drives, bool Level);
