using GpioHub.Actors.Rigs;
using GpioHub.Hub.CommandLine;
using GpioHub.Hub.Naming;

namespace GpioHub.Hub.Hosting;

/// <summary>The part of a rig that one process serves.</summary>
internal static class RunPlan
{
    /// <exception cref="CommandException">2 or 4.</exception>
    public static RigStart Of(RigPlan plan, RunOptions options)
    {
        if (options.Guest is null)
        {
            return options is { SocketPath: null, Fd: null, Control: null }
                ? new RigStart(plan, null)
                : throw new CommandException(ExitCode.Usage, "--socket-path, --fd and --control belong to --guest NAME");
        }

        if (options.SocketPath is not null == options.Fd is not null)
        {
            throw new CommandException(ExitCode.Usage, "--guest needs either --socket-path PATH or --fd N");
        }

        var guest = Find(plan, options.Guest);
        if (options.SocketPath is { } path) guest = guest with { SocketPath = Path.GetFullPath(path) };
        var alone = plan with
        {
            Hub = plan.Hub with { Http = null, Reactors = 1, ControlSocket = options.Control is { } control ? Path.GetFullPath(control) : plan.Hub.ControlSocket },
            Guests = [guest],
        };
        return new RigStart(alone, options.Fd is { } fd ? new InheritedGuestSocket(guest.Id, fd) : null);
    }

    private static GuestPlan Find(RigPlan plan, string id)
    {
        try
        {
            return new LineLookup(plan).Guest(id);
        }
        catch (NameNotFoundException e)
        {
            throw new CommandException(ExitCode.NotFound, e.Message);
        }
    }
}
