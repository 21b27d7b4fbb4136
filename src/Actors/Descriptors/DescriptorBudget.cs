using GpioHub.Rules.Plan;
using GpioHub.Transports.Native;

namespace GpioHub.Actors.Descriptors;

/// <summary>The descriptors that a rig needs when every guest is connected: a sum over its parts, a table in docs/guests.md.</summary>
/// <param name="Guests">How many.</param>
/// <param name="ChipFiles">Physical chips, and their lines that are mapped.</param>
public sealed record DescriptorBudget(int Guests, int ChipFiles)
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

    /// <summary>The least with which anything can be served.</summary>
    public const int Least = Program + Reserve + Listener + Session;

    public static DescriptorBudget Of(RigPlan plan) =>
        new(plan.Guests.Length, plan.Chips.Sum(chip => chip.Driver.FilesFor(chip.Lines.Length)));

    /// <summary>With every guest connected.</summary>
    public int Whole => Start + Guests * Session;

    /// <summary>Without a guest connected.</summary>
    public int Start => Program + Reserve + ChipFiles + Guests * Listener;

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
        $"{Reserve} for clients and messages; {OpenFiles.Advice}";
}
