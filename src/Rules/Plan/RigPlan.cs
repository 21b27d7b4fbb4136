using System.Collections.Immutable;

namespace GpioHub.Rules.Plan;

/// <summary>A plan of a whole rig: what a checked configuration file means, after templates and defaults.</summary>
/// <remarks>Immutable and valid by construction of the parser: ids, addresses and names resolve. Source: IF-1.</remarks>
public sealed record RigPlan(HubPlan Hub, ImmutableArray<ChipPlan> Chips, ImmutableArray<GuestPlan> Guests)
{
    /// <summary>Lines that have a name together. No guest knows of them.</summary>
    public ImmutableArray<BusPlan> Buses { get; init; } = [];

    /// <summary>The hubs of other hosts; null = the rig has one host.</summary>
    public LinksPlan? Links { get; init; }
}

/// <summary>Settings of the process itself.</summary>
/// <param name="ConfigPath">The file this came from, as the user named it.</param>
/// <param name="SocketFolder">Absolute folder of the guests' sockets and control.sock.</param>
/// <param name="ControlSocket">Absolute path of control.sock.</param>
/// <param name="ControlMode">File mode of control.sock; 0600 unless configured.</param>
/// <param name="ControlGroup">Group of control.sock; null = the hub's own.</param>
/// <param name="Http">Address of the TCP listener; null = off. One that other machines reach has <see cref="Tokens"/>.</param>
/// <param name="Reactors">Number of reactor threads, ≥ 1.</param>
/// <param name="Poll">How long a reactor polls before it sleeps.</param>
public sealed record HubPlan(
    string ConfigPath,
    string SocketFolder,
    string ControlSocket,
    UnixFileMode ControlMode,
    string? ControlGroup,
    System.Net.IPEndPoint? Http,
    int Reactors,
    PollPlan Poll)
{
    /// <summary>The file is applied again when it changes.</summary>
    public bool Watch { get; init; }

    /// <summary>What the hub remembers of its lines.</summary>
    public RecorderPlan Recorder { get; init; } = RecorderPlan.Default;

    /// <summary>The hub rehearses a guest's requests when it starts.</summary>
    public bool Rehearse { get; init; } = true;

    /// <summary>Guests are offered packed rings.</summary>
    public bool PackedRings { get; init; }

    /// <summary>A hub that is killed or crashes is followed by another.</summary>
    public bool Keep { get; init; } = true;

    /// <summary>The one that would follow waits beside it.</summary>
    public bool Standby { get; init; } = true;

    /// <summary>How long a reactor may stand still before the hub is killed; null = for ever.</summary>
    public TimeSpan? Watchdog { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Absolute path of view.sock, beside control.sock.</summary>
    public string ViewSocket => Path.Combine(Path.GetDirectoryName(ControlSocket) ?? "/", "view.sock");

    /// <summary>File mode of view.sock.</summary>
    public UnixFileMode ViewMode { get; init; } =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    /// <summary>Group of view.sock; null = the hub's own.</summary>
    public string? ViewGroup { get; init; }

    /// <summary>Names by which clients on other machines call the hub.</summary>
    public ImmutableArray<string> HttpNames { get; init; } = [];

    /// <summary>Who may do what over TCP; empty = on loopback everybody may look.</summary>
    public ImmutableArray<TokenPlan> Tokens { get; init; } = [];
}

/// <summary>What a client of the control API may do: look, or everything.</summary>
public enum ApiRole { View, Control }

/// <summary>A secret that lets its holder in over TCP. The plan has its digest only.</summary>
/// <param name="Name">For people.</param>
/// <param name="File">Absolute path of the file with the secret.</param>
/// <param name="Sha256">Of the secret, hexadecimal; empty = the file has not been read, and nobody gets in.</param>
public sealed record TokenPlan(string Name, ApiRole Role, string File, string Sha256);

/// <summary>Adaptive polling: <see cref="Auto"/>, or a fixed time; zero = off.</summary>
public sealed record PollPlan(bool Auto, TimeSpan Fixed)
{
    public static readonly PollPlan Adaptive = new(true, TimeSpan.Zero);
    public static readonly PollPlan Off = new(false, TimeSpan.Zero);
}

public enum Bias { AsIs, Disabled, PullUp, PullDown }

public enum DriveKind { PushPull, OpenDrain, OpenSource }

public enum InitialState { AsIs, Input, Low, High }

public enum ResolveRule { Exclusive, WiredAnd, WiredOr, LastWriter }

/// <summary>What hubs of other hosts may do with a line: nothing, read it, or drive it too.</summary>
public enum Sharing : byte { None, Read, Drive }

/// <summary>What <c>set</c>, <c>pulse</c> and PUT may do to a chip line.</summary>
public enum ControlAccess { Read, Drive }

/// <summary>A chip of the rig.</summary>
/// <param name="Id">1–63 characters of [A-Za-z0-9_.-].</param>
/// <param name="Driver">Which driver, and which device it is.</param>
/// <param name="Lines">sim: every line, index = offset. gpiochip: the lines that the file sets or maps, in the order in which it names
/// them; the hub never touches another line (GU-17).</param>
public sealed record ChipPlan(string Id, ChipDriverPlan Driver, ImmutableArray<ChipLinePlan> Lines);

/// <summary>One chip line, with its electrical settings.</summary>
/// <param name="Offset">0-based; <see cref="ByName"/> = only the open chip knows (gpiochip).</param>
/// <param name="Name">null = the line has no name. gpiochip with an offset: an alias; by name: the kernel's name of it.</param>
public sealed record ChipLinePlan(
    int Offset,
    string? Name,
    Bias Bias,
    bool ActiveLow,
    DriveKind Drive,
    InitialState Initial,
    ResolveRule Resolve,
    ControlAccess Control)
{
    /// <summary>The offset of a gpiochip's line that the file knows by name only.</summary>
    public const int ByName = -1;

    /// <summary>A place in <see cref="ChipPlan.Lines"/> without a line. The file has dropped a gpiochip's line here, and the lines behind
    /// it keep their places.</summary>
    public static readonly ChipLinePlan Unused =
        new(ByName, null, Bias.AsIs, ActiveLow: false, DriveKind.PushPull, InitialState.AsIs, ResolveRule.Exclusive, ControlAccess.Read);

    public bool IsUnused => Offset == ByName && Name is null;

    /// <summary>gpiochip: how long a level must last to be an edge; zero = any time.</summary>
    public TimeSpan Debounce { get; init; }

    /// <summary>gpiochip: how often a watched line that has no interrupt is read; null = never, then its interrupts are refused.</summary>
    public TimeSpan? Sample { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>What hubs of other hosts may do with the line.</summary>
    public Sharing Sharing { get; init; }

    /// <summary>Hubs of other hosts may have the line.</summary>
    public bool IsShared => Sharing != Sharing.None;

    /// <summary>The line's level is what its owner on another host tells, even while this host drives it.</summary>
    public bool LevelIsTold { get; init; }
}

/// <summary>What to do with a buffer that unmasks a disabled interrupt.</summary>
public enum EarlyUnmask { Return, Hold }

/// <summary>A guest of the rig: one vhost-user socket, one virtio-gpio device.</summary>
/// <param name="Lines">Index = line number; the length is ngpio (slots), 0 allowed here and refused by the device.</param>
/// <param name="WhenStopped">After how long stopped rings release the guest's pins; null = hold for ever.</param>
public sealed record GuestPlan(
    string Id,
    string SocketPath,
    UnixFileMode SocketMode,
    string? SocketGroup,
    EarlyUnmask EarlyUnmask,
    TimeSpan? WhenStopped,
    ImmutableArray<GuestLinePlan> Lines)
{
    /// <summary>Most requests a second, 1 … 10⁹; null = no limit.</summary>
    public int? RequestsPerSecond { get; init; }

    /// <summary>Most interrupts a second, 1 … 10⁹; null = no limit.</summary>
    public int? InterruptsPerSecond { get; init; }
}

/// <summary>Chip lines that are one number.</summary>
/// <param name="Name">As an id; no chip and no guest has it.</param>
/// <param name="Lines">1 … 64, each once, the most significant first.</param>
public sealed record BusPlan(string Name, ImmutableArray<ChipLineAddress> Lines);

/// <summary>The address of a chip line, resolved.</summary>
/// <param name="Index">Place in the chip's <see cref="ChipPlan.Lines"/>, from 0: of a simulated chip, the line's offset.</param>
public readonly record struct ChipLineAddress(string Chip, int Index);

public enum LineAccess { In, Out, InOut }

public enum OnRelease { Input, Hold, Low, High }

/// <summary>One line of a guest's device.</summary>
/// <param name="Line">0-based line number.</param>
/// <param name="Name">As the guest sees it; "" = none.</param>
/// <param name="From">The chip line it stands for; null = a spare slot.</param>
public sealed record GuestLinePlan(int Line, string Name, ChipLineAddress? From, LineAccess Access, OnRelease OnRelease);
