using System.Collections.Immutable;
using GpioHub.Rules.Faults;
using GpioHub.Rules.Nets;
using GpioHub.Rules.Plan;
using GpioHub.Rules.Pulses;
using GpioHub.Transports.Recording;

namespace GpioHub.Actors.Contract;

/// <summary>A running hub as the control socket sees it: snapshots, stimuli and events. Thread-safe; never blocks a reactor.</summary>
public interface IRig
{
    /// <summary>The plan in force; names and addresses resolve against it.</summary>
    RigPlan Plan { get; }

    /// <summary>The links to the hubs of other hosts, in the order of the file; none = the rig has one host. Nobody is asked.</summary>
    ImmutableArray<LinkSnapshot> Links => [];

    Task<RigSnapshot> SnapshotAsync(CancellationToken cancel);

    /// <summary>What has been counted. It asks no device, and each actor for a few microseconds at most.</summary>
    /// <param name="lines">With each chip line.</param>
    Task<RigCounts> CountsAsync(bool lines, CancellationToken cancel);

    /// <summary>Has each reactor come round once.</summary>
    /// <returns>By number: how long it took; null = not within <paramref name="within"/>.</returns>
    Task<ImmutableArray<TimeSpan?>> ComeRoundAsync(TimeSpan within, CancellationToken cancel);

    /// <summary>One chip with its lines; null when the plan in force has no chip of that id. By default out of the whole
    /// snapshot.</summary>
    async Task<ChipSnapshot?> ChipAsync(string id, CancellationToken cancel) =>
        (await SnapshotAsync(cancel)).Chips.FirstOrDefault(chip => chip.Id == id);

    /// <summary>One guest; null when the plan in force has no guest of that id. By default out of the whole snapshot.</summary>
    async Task<GuestSnapshot?> GuestAsync(string id, CancellationToken cancel) =>
        (await SnapshotAsync(cancel)).Guests.FirstOrDefault(guest => guest.Id == id);

    /// <summary>Grows with each plan that comes into force, from 1.</summary>
    long Generation { get; }

    /// <summary>What would change and what would be refused if a plan were applied now.</summary>
    Task<ApplyResult> DiffAsync(RigPlan plan, CancellationToken cancel);

    /// <summary>Puts another plan in force, as the difference to the present one; or changes nothing.</summary>
    /// <param name="ifGeneration">Only if this is the generation in force; null = whatever is.</param>
    Task<ApplyResult> ApplyAsync(RigPlan plan, long? ifGeneration, CancellationToken cancel);

    /// <summary>The level of one line. Its net alone is asked; null when it has just gone.</summary>
    Task<LineReading?> ReadAsync(ChipLineAddress line, CancellationToken cancel);

    /// <summary>The levels of several lines, those of a reactor within one of its turns: what is set together is seen together. By default
    /// one line after the other.</summary>
    /// <returns>For each line, in the same order; null = it has just gone.</returns>
    async Task<ImmutableArray<LineReading?>> ReadAsync(ImmutableArray<ChipLineAddress> lines, CancellationToken cancel)
    {
        var readings = ImmutableArray.CreateBuilder<LineReading?>();
        foreach (var line in lines) readings.Add(await ReadAsync(line, cancel));
        return readings.ToImmutable();
    }

    /// <summary>Sets or withdraws the stimuli of several lines, those of a reactor within one of its turns: nobody sees one without the
    /// other. If one of them is not for driving, nothing is set.</summary>
    /// <param name="lines">Each line once.</param>
    /// <param name="within">How long chips may take; null = as IF-3.3 says. Who sends many without waiting gives them longer.</param>
    /// <returns>For each line, in the same order.</returns>
    Task<ImmutableArray<SetResult>> SetAsync(
        ImmutableArray<LineSetting> lines, CancellationToken cancel, TimeSpan? within = null);

    /// <summary>Sets or withdraws the stimulus of a chip line.</summary>
    /// <param name="level">true/false = drive active/inactive; null = withdraw (<c>z</c>).</param>
    Task<SetResult> SetAsync(ChipLineAddress line, bool? level, CancellationToken cancel);

    /// <summary>Puts a fault between a net and its readers, or between a chip and its device. It ends when it is cleared, or with the
    /// hub.</summary>
    /// <param name="target">An address that the plan has.</param>
    Task<FaultResult> AddFaultAsync(FaultTarget target, FaultOrder order, CancellationToken cancel);

    /// <summary>Puts the same fault on several lines, those of a reactor within one of its turns; or on none of them, if one refuses it. By
    /// default one line after the other.</summary>
    /// <returns>For each line, in the same order; if one of them is no fault, none is there.</returns>
    async Task<ImmutableArray<FaultResult>> AddFaultsAsync(
        ImmutableArray<ChipLineAddress> lines, FaultOrder order, CancellationToken cancel)
    {
        var results = ImmutableArray.CreateBuilder<FaultResult>();
        foreach (var line in lines) results.Add(await AddFaultAsync(FaultTarget.Of(line), order, cancel));
        if (results.Any(result => result.Fault is null))
            foreach (var result in results) if (result.Fault is { } fault) await ClearFaultAsync(fault.Number, cancel);
        return results.ToImmutable();
    }

    /// <summary>Every active fault, in the order in which they were added.</summary>
    Task<ImmutableArray<FaultSnapshot>> FaultsAsync(CancellationToken cancel);

    /// <summary>Ends a fault: readers see the net as it is, and the device is asked again.</summary>
    /// <param name="number">null = all.</param>
    /// <returns>How many there were.</returns>
    Task<int> ClearFaultAsync(int? number, CancellationToken cancel);

    /// <summary>Drives a line as <see cref="SetAsync(ChipLineAddress, bool?, CancellationToken)"/>, for a while. The pulse ends by itself,
    /// whatever happens to the caller.</summary>
    Task<PulseResult> PulseAsync(ChipLineAddress line, PulseOrder order, CancellationToken cancel);

    /// <summary>Plays the same pulse on several lines, those of a reactor within one of its turns; or on none, if one refuses it. By
    /// default one line after the other.</summary>
    /// <returns>For each line, in the same order; if one of them is refused, none is played.</returns>
    async Task<ImmutableArray<PulseResult>> PulseAsync(ImmutableArray<ChipLineAddress> lines, PulseOrder order, CancellationToken cancel)
    {
        var results = ImmutableArray.CreateBuilder<PulseResult>();
        foreach (var line in lines) results.Add(await PulseAsync(line, order, cancel));
        if (results.Any(result => result.Status != PulseStatus.Begun))
        {
            foreach (var (line, result) in lines.Zip(results))
                if (result.Status == PulseStatus.Begun) await EndPulseAsync(line, cancel);
        }

        return results.ToImmutable();
    }

    /// <summary>Ends the pulse of a line, if there is one; the stimulus is then what it was before.</summary>
    Task EndPulseAsync(ChipLineAddress line, CancellationToken cancel);

    /// <summary>Every event of the hub. A reader of some lines watches them first (<see cref="WatchAsync"/>): the device of a line that
    /// nobody watches tells of no edge.</summary>
    EdgeLog Log { get; }

    /// <summary>Watches lines. A line is watched together with those beside it that others watch; one that the chip no longer has is not
    /// watched.</summary>
    ValueTask<IWatch> WatchAsync(IReadOnlyCollection<ChipLineAddress> lines, CancellationToken cancel);
}
