namespace GpioHub.Rules.Tests.Links;

/// <summary>How often what may happen, in one walk.</summary>
internal readonly record struct LinkBudget()
{
    /// <summary>Times that somebody at the owner moves a line.</summary>
    public int Toggles { get; init; }

    /// <summary>Times that a guest of the consumer drives a line or lets it go.</summary>
    public int Sets { get; init; }

    /// <summary>Openings that are asked for, of a chip that was lost.</summary>
    public int Opens { get; init; } = 1;

    /// <summary>Messages that are lost.</summary>
    public int Drops { get; init; }

    /// <summary>Messages that come twice.</summary>
    public int Doubles { get; init; }

    /// <summary>Messages that come late.</summary>
    public int Lates { get; init; }

    /// <summary>Cuts of the link.</summary>
    public int Cuts { get; init; }

    public int OwnerRestarts { get; init; }

    public int ConsumerRestarts { get; init; }

    public int ChipLosses { get; init; }

    /// <summary>Times that the chip leaves the consumer's file.</summary>
    public int Leaves { get; init; }

    public int Beats { get; init; } = 2;

    /// <summary>What is left, as one number.</summary>
    public ulong Number
    {
        get
        {
            ulong number = 0;
            ReadOnlySpan<int> all =
                [Toggles, Sets, Opens, Drops, Doubles, Lates, Cuts, OwnerRestarts, ConsumerRestarts, ChipLosses, Leaves, Beats];
            foreach (int one in all) number = number << 4 | (uint)one;
            return number;
        }
    }

    /// <summary>The consumer's clock goes back over a restart.</summary>
    public bool ClockGoesBack { get; init; }
}

/// <summary>Everything that can happen to a link in a small world, breadth first: the first story that ends badly is a shortest
/// one.</summary>
internal sealed class LinkWalk(int lines, LinkBudget budget)
{
    private readonly HashSet<UInt128> _seen = [];
    private readonly List<(int From, int Move)> _ways = [];
    private readonly List<(string Name, LinkWorld World, LinkBudget Left)> _next = [];
    private bool _tells;

    public int States => _ways.Count;

    public long Transitions { get; private set; }

    /// <summary>The most beats after which both sides agreed again.</summary>
    public int MostBeats { get; private set; }

    /// <summary>Walks.</summary>
    /// <returns>null = all is well; else what is wrong, and the way there.</returns>
    public string? Run(int mostStates = 20_000_000)
    {
        var level = new Queue<(int State, LinkWorld World, LinkBudget Left)>();
        var start = Start();
        if (Note(start, budget, from: -1, move: 0) is { } broken) return broken;
        level.Enqueue((0, start, budget));
        while (level.TryDequeue(out var at))
        {
            if (States > mostStates) throw new InvalidOperationException($"more than {mostStates:N0} states");
            FindMoves(at.World, at.Left);
            for (int move = 0; move < _next.Count; move++)
            {
                var (_, world, left) = _next[move];
                Transitions++;
                int before = States;
                if (Note(world, left, at.State, move) is { } wrong) return wrong;
                if (States > before) level.Enqueue((before, world, left));
            }
        }

        return null;
    }

    private LinkWorld Start()
    {
        var start = new LinkWorld(lines);
        start.Heal();
        return start;
    }

    private string? Note(LinkWorld world, LinkBudget left, int from, int move)
    {
        if (world.Wrong() is { } wrong) return Story(wrong, from, move);
        if (!_seen.Add(world.Key(left.Number))) return null;
        _ways.Add((from, move));
        var healed = world.Copy();
        if (healed.Heal() is not { } beats) return Story($"{healed.Broken} (when all has healed)", from, move);
        MostBeats = Math.Max(MostBeats, beats);
        var lost = world.Copy();
        lost.LoseConsumer();
        return lost.Broken is { } never ? Story(never, from, move) : null;
    }

    /// <summary>Goes the way once more, and tells it.</summary>
    private string Story(string wrong, int from, int move)
    {
        var moves = new List<int> { move };
        for (int at = from; at > 0; at = _ways[at].From) moves.Add(_ways[at].Move);
        moves.Reverse();
        _tells = true;
        var story = new List<string>();
        var (world, left) = (Start(), budget);
        foreach (int next in moves)
        {
            FindMoves(world, left);
            (string name, world, left) = _next[next];
            story.Add(name);
        }

        return $"{wrong}\n  {string.Join("\n  ", story)}";
    }

    private void Add(LinkWorld world, LinkBudget left, FormattableString name, Action<LinkWorld> take)
    {
        var next = world.Copy();
        take(next);
        _next.Add((_tells ? name.ToString(System.Globalization.CultureInfo.InvariantCulture) : "", next, left));
    }

    private void FindMoves(LinkWorld world, LinkBudget left)
    {
        _next.Clear();
        AddMessages(world, left);
        AddLines(world, left);
        AddLink(world, left);
        AddHubs(world, left);
    }

    private void AddMessages(LinkWorld world, LinkBudget left)
    {
        if (world.FromChip.Count > 0)
            Add(world, left, $"the owner's link hears its chip: {world.FromChip[0]}", static next => next.HearChip());
        foreach (bool toOwner in (bool[])[true, false])
        {
            var queue = toOwner ? world.ToOwner : world.ToConsumer;
            if (queue.IsEmpty) continue;
            var (first, whom) = (queue[0], toOwner ? "to the owner" : "to the consumer");
            if (!world.IsCut) Add(world, left, $"{first} {whom}", next => next.Deliver(toOwner));
            if (left.Drops > 0) Add(world, left with { Drops = left.Drops - 1 }, $"lost: {first} {whom}", next => next.Remove(toOwner));
            if (left.Lates > 0 && (queue.Count > 1 || world.IsCut))
                Add(world, left with { Lates = left.Lates - 1 }, $"late: {first} {whom}", next => next.Defer(toOwner));
            if (left.Doubles > 0 && !world.IsCut)
                Add(world, left with { Doubles = left.Doubles - 1 }, $"once of twice: {first} {whom}", next => next.Double(toOwner));
        }
    }

    private void AddLines(LinkWorld world, LinkBudget left)
    {
        for (int i = 0; i < lines; i++)
        {
            int line = i;
            if (left.Toggles > 0) Add(world, left with { Toggles = left.Toggles - 1 }, $"line {line} toggles", next => next.Toggle(line));
            if (left.Sets == 0 || world.IsGone) continue;
            foreach (bool? drive in (bool?[])[true, null])
            {
                if (world.Wants[line].Asked == drive && world.Wants[line].Ticket is null) continue;
                Add(world, left with { Sets = left.Sets - 1 }, $"a guest drives line {line} {drive}", next => next.Set(line, drive));
            }
        }
    }

    private void AddLink(LinkWorld world, LinkBudget left)
    {
        if (!world.IsCut && left.Cuts > 0) Add(world, left with { Cuts = left.Cuts - 1 }, $"cut", static next => next.IsCut = true);
        if (world.IsCut) Add(world, left, $"repaired", static next => next.IsCut = false);
        foreach (bool owner in (bool[])[true, false])
        {
            string who = owner ? "the owner" : "the consumer";
            bool isUp = owner ? world.OwnerIsUp : world.ConsumerIsUp;
            if (world.IsCut && isUp) Add(world, left, $"{who} finds the other away", next => next.NoticeDown(owner));
            if (world.MayNoticeUp(owner)) Add(world, left, $"{who} finds the other there", next => next.NoticeUp(owner));
            if (left.Beats > 0 && isUp && (owner ? world.ToConsumer : world.ToOwner).IsEmpty)
                Add(world, left with { Beats = left.Beats - 1 }, $"{who}'s beat", next => next.Beat(owner));
        }
    }

    private void AddHubs(LinkWorld world, LinkBudget left)
    {
        if (world.IsLost && left.Opens > 0 && world.Import.Down is null)
            Add(world, left with { Opens = left.Opens - 1 }, $"the chip is opened", static next => next.Open());
        if (world.MayRelease && world.FromChip.Count < 3)
            Add(world, left, $"the owner has waited long enough", static next => next.Release());
        if (!world.ChipIsAway && left.ChipLosses > 0)
            Add(world, left with { ChipLosses = left.ChipLosses - 1 }, $"the chip goes away", static next => next.LoseChip());
        if (world.ChipIsAway) Add(world, left, $"the chip comes back", static next => next.ReturnChip());
        if (!world.IsGone && left.Leaves > 0)
            Add(world, left with { Leaves = left.Leaves - 1 }, $"the chip leaves the file", static next => next.Leave());
        foreach (bool recalled in (bool[])[true, false])
        {
            string how = recalled ? "goes on from its record" : "begins anew";
            if (left.OwnerRestarts > 0)
            {
                Add(world, left with { OwnerRestarts = left.OwnerRestarts - 1 }, $"the owner {how}",
                    next => next.StartOwner(recalled));
            }

            if (left.ConsumerRestarts == 0) continue;
            ulong epoch = left.ClockGoesBack ? 50 : world.Import.Epoch + 100;
            Add(world, left with { ConsumerRestarts = left.ConsumerRestarts - 1 }, $"the consumer {how}",
                next => next.StartConsumer(epoch, recalled));
        }
    }
}
