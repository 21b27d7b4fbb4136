using System.Globalization;
using GpioHub.Transports.Records;

namespace GpioHub.TestKit.Rigs;

/// <summary>When the hub of a scenario is killed, so that another one has to go on: at stores to its record, and between them and what is
/// seen outside. The scenario must not notice.</summary>
/// <param name="seed">The same seed kills at the same places.</param>
/// <param name="apart">Mean number of stores between two deaths.</param>
/// <param name="most">A scenario kills no more hubs than that: each leaves behind what a process would, and a scenario has only
/// one.</param>
internal sealed class Deaths(int seed, int apart, int most = 40)
{
    private const string Variable = "GPIOHUB_KILLS";

    private const int BetweenCollections = 8;

    private readonly Random _random = new(seed);
    private int _left = 1;
    private Place _place = Place.Store;

    private enum Place
    {
        /// <summary>Before a store: the turn has not happened.</summary>
        Store,

        /// <summary>After the commit: nothing of the turn was seen outside.</summary>
        Commit,

        /// <summary>After all of the turn.</summary>
        Turn,
    }

    /// <summary>Deaths so far.</summary>
    public int Count { get; private set; }

    /// <summary>The hub may die now; else it lives on until it may.</summary>
    public bool IsArmed { get => field && Count < most; set; }

    /// <summary>The hub dies when the scenario says so, and at no other time.</summary>
    public static Deaths OnCall() => new(seed: 0, apart: 1, most: 0);

    /// <summary>As the environment variable GPIOHUB_KILLS says, SEED or SEED:STORES; null = the hub lives.</summary>
    public static Deaths? OfVariable() => Parse(Environment.GetEnvironmentVariable(Variable));

    internal static Deaths? Parse(string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        string[] parts = text.Split(':');
        int apart = 100;
        bool read = int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int seed) && parts.Length <= 2
            && (parts.Length == 1 || int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out apart));
        return read && apart > 0
            ? new Deaths(seed, apart)
            : throw new ScenarioException($"{Variable} is \"{text}\"; expected SEED or SEED:STORES");
    }

    /// <summary>Has the hub that writes this die when its time has come.</summary>
    public void Follow(RecordTurn turn)
    {
        (_left, _place) = (1 + _random.Next(2 * apart), (Place)_random.Next(3));
        turn.BeforeStore = () =>
        {
            if (_left > 0) _left--;
            if (IsArmed && _left == 0 && _place == Place.Store) throw new HubKilledException();
        };
        turn.Committed = () =>
        {
            if (IsArmed && _left == 0 && _place == Place.Commit) throw new HubKilledException();
        };
    }

    /// <summary>A turn is over: whether the hub dies here.</summary>
    public bool IsDue => IsArmed && _left == 0;

    /// <summary>Notes a death.</summary>
    public void Died()
    {
        if (++Count % BetweenCollections != 0) return;
        GC.Collect();                                                      // descriptors of the dead
        GC.WaitForPendingFinalizers();
    }
}

/// <summary>The hub is killed, here and now.</summary>
internal sealed class HubKilledException : Exception;
