using GpioHub.Bench.Processes;

namespace GpioHub.Bench.Rows;

/// <summary>All that take turns in a row, with their processes.</summary>
/// <param name="work">Kind of the worker, and its arguments.</param>
internal sealed class Parties(Placement where, string[] work) : IDisposable
{
    private readonly List<Party> _parties = [];
    private readonly Stack<IDisposable> _processes = new();

    public Party Add(FloorPair floor)
    {
        _processes.Push(floor);
        return Added(new Party(floor.Run));
    }

    /// <param name="backEnd">Owned from here on.</param>
    /// <param name="more">Arguments of its worker alone.</param>
    public Party Add(IBackEnd backEnd, TimeSpan warmUp, params string[] more)
    {
        _processes.Push(backEnd);
        WorkerProcess worker = Harness.StartWorker(backEnd, where, warmUp, [.. work, .. more]);
        _processes.Push(worker);
        return Added(new Party(worker.Run));
    }

    /// <summary>Each in turn, the last with one turn less than the others: they stand around it.</summary>
    public void Measure(Harness bench, Party last)
    {
        for (int i = 0; i < bench.Repetitions; i++)
            foreach (Party party in _parties) party.Measure(bench.Run);
        foreach (Party party in _parties.Where(party => party != last)) party.Measure(bench.Run);
    }

    public void Dispose()
    {
        while (_processes.TryPop(out IDisposable? process)) process.Dispose();
    }

    private Party Added(Party party)
    {
        _parties.Add(party);
        return party;
    }
}
