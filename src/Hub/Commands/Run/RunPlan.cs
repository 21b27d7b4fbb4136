using System.Collections.Immutable;
using GpioHub.Hub.Commands.Shell;
using GpioHub.Hub.Hosting.Logging;
using GpioHub.Hub.Hosting.Rigs;
using GpioHub.Hub.Hosting.Sockets;
using GpioHub.Hub.Naming;
using GpioHub.Rules.Plan;

namespace GpioHub.Hub.Commands.Run;

/// <summary>The options of <c>gpiohub run</c>.</summary>
/// <param name="Guest">Serve only this guest, as a vhost-user back-end program does (VU-56): no other socket, no control socket unless
/// <paramref name="Control"/> names one.</param>
/// <param name="SocketPath">That guest's socket.</param>
/// <param name="Fd">Or that guest's socket, inherited.</param>
/// <param name="Control">Path of the control socket in that case.</param>
/// <param name="Verbose">Every vhost-user message and every request of a guest is logged.</param>
internal sealed record RunOptions(string Config, string? Guest, string? SocketPath, int? Fd, string? Control, LogForm Log, bool Verbose);

/// <summary>Finds the part of a rig that one process serves.</summary>
internal static class RunPlan
{
    /// <exception cref="CommandException">2: options that do not go together.</exception>
    /// <exception cref="NameNotFoundException">The rig has no such guest.</exception>
    public static RigStart Of(RigPlan plan, RunOptions options)
    {
        if (options.Guest is null)
        {
            return options is { SocketPath: null, Fd: null, Control: null }
                ? new RigStart(plan, null, options.Verbose)
                : throw new CommandException(ExitCode.Usage, "--socket-path, --fd and --control belong to --guest NAME");
        }

        if (options.SocketPath is not null == options.Fd is not null)
        {
            throw new CommandException(ExitCode.Usage, "--guest needs either --socket-path PATH or --fd N");
        }

        var guest = new LineLookup(plan).Guest(options.Guest);
        if (options.SocketPath is { } path) guest = guest with { SocketPath = Path.GetFullPath(path) };
        var (chips, alone, places) = Alone(plan.Chips, guest);
        var part = plan with
        {
            Hub = plan.Hub with
            {
                Http = null,
                Tokens = [],
                Reactors = 1,
                ControlSocket = options.Control is { } control ? Path.GetFullPath(control) : plan.Hub.ControlSocket,
            },
            Chips = chips,
            Guests = [alone],
            Buses = [.. plan.Buses.Where(bus => bus.Lines.All(places.ContainsKey))
                .Select(bus => bus with { Lines = [.. bus.Lines.Select(line => places[line])] })],
        };
        return new RigStart(part, options.Fd is { } fd ? new InheritedGuestSocket(guest.Id, fd) : null, options.Verbose);
    }

    /// <summary>One guest alone, with gpiochips cut to the lines that it maps. Other processes hold the lines of the other guests, and a
    /// line has one holder (GU-06).</summary>
    /// <returns>With the places that lines have now; a line that is in none is another process's.</returns>
    private static (ImmutableArray<ChipPlan> Chips, GuestPlan Guest, Dictionary<ChipLineAddress, ChipLineAddress> Places) Alone(
        ImmutableArray<ChipPlan> chips, GuestPlan guest)
    {
        var kept = ImmutableArray.CreateBuilder<ChipPlan>();
        var places = new Dictionary<ChipLineAddress, ChipLineAddress>();
        foreach (var chip in chips)
        {
            int[] mapped = [.. Enumerable.Range(0, chip.Lines.Length)
                .Where(index => chip.Driver.ListsAllLines
                    || guest.Lines.Any(line => line.From == new ChipLineAddress(chip.Id, index)))];
            if (mapped.Length == 0 && !chip.Driver.ListsAllLines) continue;

            foreach (var (place, index) in mapped.Index())
                places[new ChipLineAddress(chip.Id, index)] = new ChipLineAddress(chip.Id, place);
            kept.Add(chip with { Lines = [.. mapped.Select(index => chip.Lines[index])] });
        }

        var lines = guest.Lines.Select(line => line.From is { } from ? line with { From = places[from] } : line);
        return (kept.ToImmutable(), guest with { Lines = [.. lines] }, places);
    }
}
