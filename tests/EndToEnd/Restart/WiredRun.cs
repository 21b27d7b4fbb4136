using GpioHub.EndToEnd.Hubs;
using GpioHub.EndToEnd.Restart.Kills;
using GpioHub.EndToEnd.Restart.Wires;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Restart;

/// <summary>A hub with everything at work that notices when something is lost or doubled: pairs of guests that write, control messages, and
/// a guest that comes and goes.</summary>
internal sealed class WiredRun : IAsyncDisposable
{
    private readonly AimedMachine _machine;
    private readonly ControlTalk _talk;
    private readonly Rebooter? _rebooter;

    private WiredRun(HubProcess hub, bool isManaged, int pairs, int seed, bool swaps)
    {
        Hub = hub;
        _machine = new AimedMachine();
        Processes = new HubProcesses(hub.ProcessId, isManaged);
        Load = new WiredLoad(hub, pairs, seed, _machine);
        _talk = new ControlTalk(Load.Guests, swaps, seed);
        if (swaps) _rebooter = new Rebooter(hub.Socket(Rebooter.Id), _machine);
        Killer = new Killer(Processes, () => Load.Answers, Well) { Aim = Aim };
    }

    public HubProcess Hub { get; }

    public HubProcesses Processes { get; }

    private WiredLoad Load { get; }

    private Killer Killer { get; }

    /// <param name="settings">Of the hub.</param>
    /// <param name="more">More guests of the rig; a chip that they need is given by <paramref name="chip"/>.</param>
    /// <param name="swaps">Descriptors come and go all the time: they are swapped, rings are stopped, a guest connects and goes.</param>
    /// <param name="manager">Starts a service manager that keeps the hub of a rig file; null = the hub has none.</param>
    public static async Task<WiredRun> StartAsync(int pairs, int seed, string settings = "", string chip = "", string more = "",
        bool swaps = true, Func<string, ChildProcess>? manager = null)
    {
        var hub = await HubProcess.StartAsync(WiredPairs.Rig(pairs, chip, more), settings, manager);
        try
        {
            return new WiredRun(hub, manager is not null, pairs, seed, swaps);
        }
        catch
        {
            await hub.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="ScenarioException">Something is lost, doubled or invented.</exception>
    private void Well()
    {
        foreach (var (who, failure) in new[] { ("writes", Load.Failure), ("messages", _talk.Failure), ("boots", _rebooter?.Failure) })
            if (failure is not null) throw new ScenarioException($"{who}: {failure.Message}");
    }

    /// <summary>Kills the hub as planned.</summary>
    public Task KillAsync(KillPlan plan) => ToldAsync(() => Killer.RunAsync(plan));

    /// <summary>Has another process take over, by the verb.</summary>
    /// <param name="arguments">Of <c>gpiohub takeover</c>.</param>
    /// <returns>What it has printed.</returns>
    public async Task<string> TakeOverAsync(params string[] arguments)
    {
        string said = "";
        await ToldAsync(async () => said = (await Hub.CommandAsync(["takeover", .. arguments])).Succeeded());
        return said;
    }

    /// <summary>Waits until the guests have got so many answers more.</summary>
    public Task AnsweredAsync(long more) => ToldAsync(() =>
    {
        long enough = Load.Answers + more;
        return Patience.UntilAsync(
            () =>
            {
                Well();
                return Task.FromResult(Load.Answers);
            },
            answers => answers >= enough,
            answers => $"{answers} answers, and not {enough}");
    });

    /// <summary>Lets everything come to rest, and compares all accounts.</summary>
    /// <param name="epoch">How many processes have served the rig, by the record that the keeper holds; null = one more than there were
    /// kills.</param>
    /// <returns>What was done, for a person.</returns>
    /// <exception cref="ScenarioException">Something is lost, doubled or invented; with what the hub has logged.</exception>
    public async Task<string> AccountAsync(int? epoch = null)
    {
        await ToldAsync(() => CompareAsync(epoch ?? Killer.Kills + 1));
        return $"{Killer.Kills} kills, {Killer.Gaps}; {Load.Writes} writes, {Load.Interrupts} interrupts, longest answer " +
            $"{Load.LongestAnswer.TotalMilliseconds:F0} ms; {_talk.Answers} replies, {_talk.Swaps} swaps, {_talk.Pauses} pauses, " +
            $"{_rebooter?.Boots ?? 0} boots and {_rebooter?.Cut ?? 0} that were cut as they connected";
    }

    public async ValueTask DisposeAsync()
    {
        await Hub.KillAsync();              // whoever still waits for it is told so
        _talk.Dispose();
        _rebooter?.Dispose();
        Load.Dispose();
        await Hub.DisposeAsync();
    }

    private async Task CompareAsync(int epoch)
    {
        Well();
        _talk.End();
        _rebooter?.Dispose();
        Well();
        await Load.AccountAsync();
        var info = await Hub.UntilAsync(info => info.Guest(Rebooter.Id).State == "waiting", "the last boot to have gone");
        long edges = info.Line(Rebooter.Address).Edges;
        if (_rebooter is { Boots: var boots } && edges != 2 * boots) throw new ScenarioException($"{boots} boots made {edges} edges");
        if (_rebooter?.Cut > epoch) throw new ScenarioException($"{_rebooter.Cut} connections were cut, and {epoch} hubs have served");
        if ((int)Processes.Epoch() is var served && (served > epoch || served < epoch - Killer.InRecovery))
            throw new ScenarioException($"{served} processes have served, and not {epoch}: something was begun anew, or died by itself");
    }

    /// <summary>What goes wrong is told with what the hub, and those that followed it, have said.</summary>
    private async Task ToldAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (ScenarioException e)
        {
            throw new ScenarioException(
                $"{Killer.Kills} kills, {Killer.Gaps}, epoch {Processes.Epoch()}: {e.Message}\nThe hub's log:\n{Hub.Log.Tail}");
        }
    }

    private void Aim(Random random, Action kill)
    {
        void Late()
        {
            Thread.SpinWait(random.Next(2) == 0 ? 0 : random.Next(3000));
            kill();
        }

        switch (random.Next(4))
        {
            case 0: kill(); break;
            case 1: Load.Aim(afterKick: Late, afterUsed: null); break;
            case 2: Load.Aim(afterKick: null, afterUsed: Late); break;
            default: _machine.Aim(Late); break;
        }
    }
}
