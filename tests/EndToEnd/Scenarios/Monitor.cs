using GpioHub.EndToEnd.Guests;
using GpioHub.EndToEnd.Support;

namespace GpioHub.EndToEnd.Scenarios;

/// <summary>A gpiomon in a guest, fed edge by edge.</summary>
public sealed class Monitor
{
    private readonly Bench _bench;
    private readonly string _name;
    private readonly string _edges;
    private readonly GuestJob _job;
    private readonly long _deliveredBefore;
    private long _expected;

    private Monitor(Bench bench, string name, string edges, GuestJob job, long deliveredBefore)
    {
        (_bench, _name, _edges, _job) = (bench, name, edges, job);
        _deliveredBefore = deliveredBefore;
    }

    public GuestJob Job => _job;

    /// <summary>Starts gpiomon and waits until the hub has its interrupt armed.</summary>
    /// <param name="line">IGN or CRASH, by number; it is to be low.</param>
    /// <param name="edges">rising, falling or both.</param>
    public static async Task<Monitor> StartAsync(Bench bench, int line, string edges)
    {
        ArgumentNullException.ThrowIfNull(bench);
        string name = line == Bench.Ign ? "IGN" : "CRASH";
        string option = edges switch { "rising" => "--rising-edge", "falling" => "--falling-edge", _ => "" };
        var info = await bench.Hub.InfoAsync();
        long before = info.Guest("ivi").Line(name).Delivered;
        var job = await bench.Guest.StartJobAsync($"gpiomon --line-buffered {option} gpiochip0 {line}");
        try
        {
            await bench.Hub.UntilArmedAsync("ivi", name);
        }
        catch (ScenarioException e)
        {
            throw new ScenarioException($"gpiomon says: {string.Join('\n', await job.LinesAsync())}\n{e.Message}");
        }
        return new Monitor(bench, name, edges, job, before);
    }

    /// <summary>Drives the line high and low again; each edge that interrupts waits until the one before is delivered and
    /// the line armed again.</summary>
    public async Task PulseAsync(int pulses)
    {
        for (int i = 0; i < pulses; i++)
        {
            await EdgeAsync('1', interrupts: _edges != "falling");
            await EdgeAsync('0', interrupts: _edges != "rising");
        }
    }

    /// <summary>What gpiomon has printed, once it is all that was fed; then ends it.</summary>
    /// <returns>rising or falling, in order.</returns>
    public async Task<IReadOnlyList<string>> EdgesAsync()
    {
        await _job.LinesAsync((int)_expected);
        await _job.StopAsync();     // no further line can follow
        return [.. (await _job.LinesAsync()).Select(l => l.Contains("RISING EDGE", StringComparison.Ordinal) ? "rising" : l.Contains(
            "FALLING EDGE", StringComparison.Ordinal) ? "falling" : l)];
    }

    private async Task EdgeAsync(char level, bool interrupts)
    {
        await _bench.Hub.SetAsync($"bench/{_name}", level);
        if (interrupts) _expected++;
        await _bench.Hub.UntilAsync(
            info => info.Guest("ivi").Line(_name) is { Armed: true } line && line.Delivered == _deliveredBefore + _expected,
            $"{_name} to be armed again after {_expected} edges");
    }
}
