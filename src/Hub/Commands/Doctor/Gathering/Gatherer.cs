using System.Collections.Concurrent;
using GpioHub.Configuration;
using GpioHub.Hub.Commands.Doctor.Facts;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;

namespace GpioHub.Hub.Commands.Doctor.Gathering;

/// <summary>What is asked.</summary>
/// <param name="Rig">The rig's file; null = none.</param>
/// <param name="Guest">A guest of it; null = all.</param>
/// <param name="Kernel">A guest's kernel, or its configuration; null = none.</param>
/// <param name="Probe">Lines of chips may be requested for a moment.</param>
/// <param name="Hub">As <c>--hub</c> names it; null = where a hub is found.</param>
internal sealed record DoctorQuestion(string? Rig, string? Guest, string? Kernel, bool Probe, string? Hub);

/// <summary>Gathers the facts: all input and output of the verb is here. Nothing that it meets keeps it for longer than a few
/// seconds.</summary>
internal sealed class Gatherer(Surroundings around, Terminal terminal)
{
    private readonly ConcurrentQueue<(string Check, string Why)> _missing = new();

    /// <exception cref="NameNotFoundException">The rig has no such guest.</exception>
    public async Task<DoctorFacts> GatherAsync(DoctorQuestion asked, CancellationToken cancel)
    {
        var (file, ofFile) = asked.Rig is { } path
            ? await PartAsync("rig", () => Task.FromResult(RigOf(path)), (null, null), cancel)
            : (null, null);
        if (ofFile is not null && asked.Guest is { } named) new LineLookup(ofFile).Guest(named);

        var programs = PartAsync("qemu", () => QemuPrograms.FindAsync(around, cancel), [], cancel);
        var kernel = PartAsync("guest-kernel", () => KernelConfig.OfAsync(asked.Kernel, around, cancel), null, cancel);
        var host = PartAsync("kvm", () => Task.FromResult(HostProbe.Of(around)), new HostFacts(), cancel);
        var unit = PartAsync("unit", () => UnitProbe.OfAsync(around, cancel), new UnitFacts(null, false, false, null), cancel);
        var (hub, inForce) = await PartAsync("hub", () => new HubProbe(around, terminal).OfAsync(asked.Hub, ofFile, cancel),
            (new HubFacts(), null), cancel);
        // The file that was named counts; without one, what the hub runs.
        var plan = ofFile ?? (asked.Rig is null ? inForce : null);
        if (plan is not null && asked.Guest is { } guest) new LineLookup(plan).Guest(guest);

        string[] sockets = [.. (plan?.Guests ?? []).Select(each => each.SocketPath)];
        int[] peers = [.. (hub.Document?.Guests ?? []).Select(each => each.Peer?.Pid ?? 0).Where(pid => pid > 0)];
        var chips = PartAsync("chip", () => Task.FromResult(ChipProbe.Of(plan, asked.Probe, around)), new ChipFacts(), cancel);
        var processes = PartAsync("guest-ram", () => Task.FromResult(ProcessTable.Of(around, sockets, peers)), [], cancel);
        return new DoctorFacts
        {
            Rig = file,
            Plan = plan,
            Guest = asked.Guest,
            Programs = await programs,
            Processes = await processes,
            Sockets = [.. (plan?.Guests ?? []).Select(SocketOf)],
            Kernel = await kernel,
            Chips = await chips,
            Host = await host,
            Accounts = AccountFiles.Of(around),
            Hub = hub,
            Tokens = [.. (plan?.Hub.Tokens ?? [])
                .Select(token => new TokenFacts(token.Name, token.File, Surroundings.OwnerOf(token.File)))],
            Unit = await unit,
            Missing = [.. _missing],
        };
    }

    private static (RigFacts?, RigPlan?) RigOf(string path)
    {
        var loaded = ConfigurationLoader.Load(path);
        return (new RigFacts(path, [.. loaded.Errors.Select(problem => problem.ToString()!)], loaded.Plan?.Chips.Length ?? 0,
            loaded.Plan?.Guests.Length ?? 0), loaded.Plan);
    }

    private static SocketFacts SocketOf(GuestPlan guest) => new(guest.Id, guest.SocketPath, Surroundings.OwnerOf(guest.SocketPath),
        Surroundings.OwnerOf(Path.GetDirectoryName(guest.SocketPath)!));

    /// <summary>Gathers one part on a thread of its own: whatever blocks there is left behind.</summary>
    /// <param name="check">In whose place it is told that this part is missing.</param>
    private async Task<T> PartAsync<T>(string check, Func<Task<T>> gather, T without, CancellationToken cancel)
    {
        try
        {
            return await Task.Run(gather, cancel).WaitAsync(around.Patience, cancel);
        }
        catch (TimeoutException)
        {
            _missing.Enqueue((check, $"it took longer than {around.Patience.TotalSeconds:0.###} s"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ErrnoException or InvalidOperationException
            or NotSupportedException)
        {
            _missing.Enqueue((check, e.Message));
        }
        return without;
    }
}
