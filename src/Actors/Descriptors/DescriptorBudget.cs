using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Descriptors;

/// <summary>The descriptors that a rig needs when every guest is connected: a sum over its parts, a table in docs/guests.md.</summary>
/// <param name="Guests">How many.</param>
/// <param name="ChipFiles">Physical chips, and their lines that are mapped.</param>
/// <param name="LinkFiles">Links to hubs of other hosts, those who knock included; 0 = the rig has one host.</param>
public sealed record DescriptorBudget(int Guests, int ChipFiles, int LinkFiles = 0)
{
    /// <summary>The program itself, control API included: mostly assemblies, which the runtime keeps open twice. Measured: 179 at its
    /// start, 194 after requests of each kind; and 6 for its keeper: two sockets, the record, its lock, an assembly.</summary>
    public const int Program = 206;

    /// <summary>A guest's listening socket.</summary>
    public const int Listener = 1;

    /// <summary>A front-end's connection: socket, back-end channel, and kick, call, err of both rings; a duplicate of each, and of its
    /// memory's file, to know again what is kept for a successor; and what is to be sent.</summary>
    public const int Session = 17;

    /// <summary>Kept from guests: half of them for clients of the control socket, one each, and half for descriptors of messages in
    /// hand.</summary>
    public const int Reserve = 32;

    /// <summary>Connections over which nothing has come yet, whoever made them: our limit (LK-17).</summary>
    public const int Strangers = 64;

    /// <summary>Connections from another host's hub, and as many to it: our limit (LK-17). A link has one of each; others are of a process
    /// that has gone.</summary>
    public const int OfPeer = 4;

    /// <summary>What links need whatever hosts there are: their listener, another that tries an address, those who knock, and what carries
    /// them: 18 assemblies, which the runtime keeps open twice (measured).</summary>
    public const int Links = 2 + Strangers + 36;

    /// <summary>The least with which anything can be served.</summary>
    public const int Least = Program + Reserve + Listener + Session;

    public static DescriptorBudget Of(RigPlan plan) =>
        new(plan.Guests.Length, plan.Chips.Sum(chip => chip.Driver.FilesFor(chip.Lines.Length)),
            plan.Links is { } links ? Links + links.Peers.Length * 2 * OfPeer : 0);

    /// <summary>With every guest connected.</summary>
    public int Whole => Start + Guests * Session;

    /// <summary>Without a guest connected.</summary>
    public int Start => Program + Reserve + ChipFiles + LinkFiles + Guests * Listener;

    /// <summary>How many guests can be connected at a time.</summary>
    public int Served(int limit) => Math.Clamp(Most(limit), 0, Guests);

    /// <summary>How many front-ends there is room for, however many guests a reload brings.</summary>
    public int Most(int limit) => (limit - Start) / Session;

    /// <summary>How many connections of clients there may be at a time, so that guests have theirs.</summary>
    public int Clients(int limit) => Reserve / 2 + Math.Max(0, limit - Whole) / 2;

    /// <summary>For people.</summary>
    public string Against(int limit) =>
        $"this process may open {limit} files, and the rig needs {Whole}: {Program} for the program, {Listener + Session} for each of " +
        $"{Guests} guests, {(ChipFiles > 0 ? $"{ChipFiles} for physical chips and their lines, " : "")}" +
        $"{(LinkFiles > 0 ? $"{LinkFiles} for links to other hosts, " : "")}" +
        $"{Reserve} for clients and messages; {OpenFiles.Advice}";
}
